/** What has come since somebody was told last, and is worth a sound or a note of the system. Pure. */
import type { Id, Notification, Position, Push } from "../api/types";
import type { Conversation } from "../conversations/data";
import { titleOf } from "../conversations/titles";
import { destinationOf, sentenceOf } from "./words";

export interface News {
  /** One note a subject: the next one about it takes its place. */
  tag: string;
  title: string;
  body: string;
  path: string;
  position: Position;
}

/** The last message of a conversation one wants to hear of, when it is another's and unread. */
function ofConversation(conversation: Conversation, me: Id): News[] {
  const { id, level, unread, last_message: last } = conversation;
  if (!last || unread === 0 || last.author.id === me || last.deleted || last.blocked) return [];
  const wanted = level === "all" || (level === "mentions" && last.mentions.includes(me));
  if (!wanted) return [];
  const name = last.author.display_name;
  const title = conversation.kind === "direct" ? name : `${name} in ${titleOf(conversation, me)}`;
  return [{ tag: id, title, body: last.body, path: `/conversations/${id}`, position: last.sent_position }];
}

function ofNotification(notification: Notification): News[] {
  // The conversation itself tells of those.
  if (!notification.unread || notification.about.message) return [];
  const { id, position } = notification;
  const { path } = destinationOf(notification);
  return [{ tag: id, title: sentenceOf(notification), body: notification.excerpt ?? "", path, position }];
}

/** What there is to show of a push. */
export function ofPush({ kind, tag, name, excerpt, actors, ...push }: Push): News {
  const people = actors.map((display_name) => ({ id: "", username: "", display_name, avatar: null }));
  const rest = { tag, body: excerpt ?? "", position: push.position };
  if (kind === "message") {
    const who = actors[0] ?? "Somebody";
    const path = push.about.conversation ? `/conversations/${push.about.conversation}` : "/conversations";
    return { ...rest, title: name ? `${who} in ${name}` : who, path };
  }
  const notification = { ...push, id: tag, kind, actors: people, unread: true };
  return { ...rest, title: sentenceOf(notification), path: destinationOf(notification).path };
}

/** Oldest first. */
export function newsSince(
  told: Position,
  me: Id,
  conversations: readonly Conversation[],
  notifications: readonly Notification[],
): News[] {
  const all = [
    ...conversations.flatMap((each) => ofConversation(each, me)),
    ...notifications.flatMap(ofNotification),
  ];
  return all.filter((news) => news.position > told).sort((a, b) => a.position - b.position);
}
