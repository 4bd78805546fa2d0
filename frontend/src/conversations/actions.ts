/** What one can do in conversations. What one says returns at once; who is in them is asked of the server first. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDoing } from "../account/useDoing";
import type { Answer, Ask } from "../api/client";
import type { AnsweredConversation, Id, Level, MemberRole, Message, Position, Time } from "../api/types";
import { useNet } from "../net/context";
import { type ConversationsState, marked, put } from "./listFold";
import { bansKey, membersKey } from "./members";
import { CONVERSATIONS, caughtUp, readConversation } from "./queries";
import { editMessage, type NewMessage, pin, react, removeMessage, sendMessage } from "./writes";

export interface MessageActions {
  /** Returns the message's final id. */
  send(conversation: Id, message: NewMessage): Id;
  edit(message: Message, body: string): void;
  remove(message: Message): void;
  react(message: Message, emoji: string, on: boolean): void;
  pin(message: Message, on: boolean): void;
}

export function useMessageActions(): MessageActions {
  const { outbox } = useNet();
  const doing = useDoing();
  return useMemo(() => {
    return {
      send: (conversation, message) => {
        const key = outbox.key();
        const write = sendMessage(doing(), key, conversation, message);
        outbox.add(write, key);
        return write.creates;
      },
      edit: (message, body) => outbox.add(editMessage(doing(), message, body)),
      remove: (message) => outbox.add(removeMessage(doing(), message)),
      react: (message, emoji, on) => outbox.add(react(doing(), message, emoji, on)),
      pin: (message, on) => outbox.add(pin(doing(), message, on)),
    };
  }, [outbox, doing]);
}

/** Each throws a Problem. What the list shows is read again, so that it is there when they return. */
export interface ConversationActions {
  /** The one conversation of the two, whether or not it was there. */
  openDirect(person: Id): Promise<Id>;
  openGroup(name: string, people: Id[]): Promise<Id>;
  openRoom(name: string, description: string): Promise<Id>;
  enter(room: Id): Promise<void>;
  leave(conversation: Id): Promise<void>;
  leaveRoom(room: Id): Promise<void>;
  rename(conversation: Id, name: string): Promise<void>;
  add(conversation: Id, person: Id): Promise<void>;
  remove(conversation: Id, person: Id): Promise<void>;
  promote(conversation: Id, person: Id, role: MemberRole): Promise<void>;
  /** They may not write until then; without an end until it is lifted. */
  mute(conversation: Id, person: Id, until: Time | undefined): Promise<void>;
  unmute(conversation: Id, person: Id): Promise<void>;
  /** They are taken out and may not come back until then. */
  ban(conversation: Id, person: Id, until: Time | undefined): Promise<void>;
  unban(conversation: Id, person: Id): Promise<void>;
  tell(conversation: Id, level: Level): Promise<void>;
  /** Everything up to there is read. */
  read(conversation: Id, upTo: Position): Promise<void>;
}

export function useConversationActions(): ConversationActions {
  const { client, live, outbox } = useNet();
  const queries = useQueryClient();
  return useMemo(() => {
    const change = (update: (state: ConversationsState) => ConversationsState) =>
      queries.setQueryData<ConversationsState>(CONVERSATIONS, (before) => before && update(before));
    const act = async <T>(ask: Ask): Promise<Answer<T>> => {
      const answer = await client.request<T>({ key: outbox.key(), ...ask });
      if (answer.position !== undefined) live.noteWrite(answer.position);
      return answer;
    };
    const show = async (id: Id) => {
      const one = await readConversation(live, queries, id);
      change((state) => put(state, id, one));
    };
    const open = async (body: Record<string, unknown>, path = "/conversations") => {
      const { data, position } = await act<AnsweredConversation>({ method: "POST", path, body });
      if (path === "/conversations")
        change((state) => put(state, data.id, caughtUp(live, queries, data, position ?? 0)));
      else await show(data.id);
      return data.id;
    };
    const without = (id: Id) => change((state) => put(state, id, undefined));
    // Of a large room more is read than events keep true.
    const seatedAnew = (id: Id) => void queries.invalidateQueries({ queryKey: membersKey(id) });
    return {
      openDirect: (person) => open({ kind: "direct", person }),
      openGroup: (name, people) => open({ kind: "group", name, people }),
      openRoom: (name, description) => open({ name, ...(description && { description }) }, "/rooms"),
      enter: async (room) => {
        await act({ method: "PUT", path: `/rooms/${room}/membership` });
        await show(room);
      },
      leave: async (id) => {
        await act({ method: "DELETE", path: `/conversations/${id}` });
        without(id);
      },
      leaveRoom: async (room) => {
        await act({ method: "DELETE", path: `/rooms/${room}/membership` });
        without(room);
      },
      rename: async (id, name) => {
        await act({ method: "PATCH", path: `/conversations/${id}`, body: { name } });
      },
      add: async (id, person) => {
        await act({ method: "PUT", path: `/conversations/${id}/members/${person}` });
        seatedAnew(id);
      },
      remove: async (id, person) => {
        await act({ method: "DELETE", path: `/conversations/${id}/members/${person}` });
        seatedAnew(id);
      },
      promote: async (id, person, role) => {
        await act({ method: "PUT", path: `/conversations/${id}/members/${person}`, body: { role } });
        seatedAnew(id);
      },
      mute: async (id, person, until) => {
        await act({ method: "PUT", path: `/conversations/${id}/mutes/${person}`, body: { until } });
        seatedAnew(id);
      },
      unmute: async (id, person) => {
        await act({ method: "DELETE", path: `/conversations/${id}/mutes/${person}` });
        seatedAnew(id);
      },
      ban: async (id, person, until) => {
        await act({ method: "PUT", path: `/conversations/${id}/bans/${person}`, body: { until } });
        seatedAnew(id);
        void queries.invalidateQueries({ queryKey: bansKey(id) });
      },
      unban: async (id, person) => {
        await act({ method: "DELETE", path: `/conversations/${id}/bans/${person}` });
        void queries.invalidateQueries({ queryKey: bansKey(id) });
      },
      tell: async (id, level) => {
        await act({ method: "PUT", path: `/conversations/${id}/level`, body: { level } });
      },
      read: async (id, upTo) => {
        await client.request({ method: "PUT", path: `/conversations/${id}/read`, body: { up_to: upTo } });
        change((state) => marked(state, id, upTo));
      },
    };
  }, [client, live, outbox, queries]);
}
