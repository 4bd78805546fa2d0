/** What one can say in a conversation, as writes for the outbox. Pure: time and keys come in. */
import type { Id, Message } from "../api/types";
import { createdId } from "../net/id";
import type { Write } from "../net/outbox";
import { type Doing, meta } from "../net/writing";
import { renderMarkdown } from "../posts/markdown";

export interface NewMessage {
  body: string;
  reply_to?: Id;
}

/** The message's id is final: the server computes the same from the key. */
export function sendMessage(
  doing: Doing,
  key: string,
  conversation: Id,
  message: NewMessage,
): Write & { creates: Id } {
  const id = createdId("message", doing.actor, key);
  const { body, reply_to } = message;
  return {
    what: "your message",
    method: "POST",
    path: `/conversations/${conversation}/messages`,
    body: { ...message },
    event: {
      type: "message.sent",
      message: id,
      conversation,
      body,
      html: renderMarkdown(body),
      ...(reply_to !== undefined && { reply_to }),
      ...meta(doing),
    },
    row: id,
    creates: id,
    ...(reply_to !== undefined && { needs: [reply_to] }),
    whenRefused: "keep",
  };
}

export function editMessage(doing: Doing, message: Message, body: string): Write {
  const { id, conversation } = message;
  return {
    what: "your changes to a message",
    method: "PATCH",
    path: `/messages/${id}`,
    body: { body },
    event: {
      type: "message.edited",
      message: id,
      conversation,
      body,
      html: renderMarkdown(body),
      ...meta(doing),
    },
    row: id,
    needs: [id],
    slot: `edit:${id}`,
    whenRefused: "keep",
  };
}

export function removeMessage(doing: Doing, { id, conversation }: Message): Write {
  return {
    what: "deleting your message",
    method: "DELETE",
    path: `/messages/${id}`,
    event: { type: "message.deleted", message: id, conversation, ...meta(doing) },
    row: id,
    needs: [id],
    whenRefused: "undo",
  };
}

export function react(doing: Doing, { id, conversation }: Message, emoji: string, on: boolean): Write {
  return {
    what: on ? "your reaction" : "taking your reaction back",
    method: on ? "PUT" : "DELETE",
    path: `/messages/${id}/reactions/${encodeURIComponent(emoji)}`,
    event: {
      type: on ? "message.reacted" : "message.unreacted",
      message: id,
      conversation,
      emoji,
      ...meta(doing),
    },
    needs: [id],
    slot: `react:${id}:${emoji}`,
    whenRefused: "undo",
  };
}

export function pin(doing: Doing, { id, conversation }: Message, on: boolean): Write {
  return {
    what: on ? "pinning a message" : "taking a pin off",
    method: on ? "PUT" : "DELETE",
    path: `/messages/${id}/pin`,
    event: { type: on ? "message.pinned" : "message.unpinned", message: id, conversation, ...meta(doing) },
    row: id,
    needs: [id],
    slot: `pin:${id}`,
    whenRefused: "undo",
  };
}
