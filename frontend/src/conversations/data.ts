/** Conversations, and who is writing in them, for pages; live and optimistic. What is said there: `messages.ts`. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import { useMe } from "../account/session";
import { Problem } from "../api/problem";
import type { Id } from "../api/types";
import { useNet } from "../net/context";
import { type Loading, useLive } from "../net/useLive";
import { isNamed } from "../people/brief";
import { useNames } from "../people/names";
import { type Conversation, type ConversationsState, put } from "./listFold";
import { CONVERSATIONS, liveConversations, readConversation } from "./queries";
import type { Typing } from "./typing";

export type { Conversation } from "./listFold";

export interface Conversations extends Loading {
  /** Newest activity first. */
  conversations: Conversation[];
  /** Messages nobody here has read, over all of which one wants to hear everything. */
  unread: number;
}

const NONE: Conversation[] = [];

/** Only for somebody who is signed in. */
export function useConversations(): Conversations {
  const queries = useQueryClient();
  const { viewer } = useNet();
  const live = useMemo(() => liveConversations(queries, viewer), [queries, viewer]);
  const { state, server, ...loading } = useLive(CONVERSATIONS, live);
  useMissing(server);
  const conversations = useNamed(state?.items ?? NONE);
  return {
    ...loading,
    conversations,
    unread: conversations.reduce((sum, one) => sum + (one.level === "all" ? one.unread : 0), 0),
  };
}

/** Reads those that events only named. */
function useMissing(state: ConversationsState | undefined): void {
  const queries = useQueryClient();
  const { live } = useNet();
  const missing = state?.missing;
  useEffect(() => {
    for (const { id, position } of missing ?? []) {
      // What is read has to contain the event that told of it.
      live.noteWrite(position);
      void queries.fetchQuery({
        queryKey: ["conversation", id],
        staleTime: 1000,
        queryFn: async () => {
          const one = await readConversation(live, queries, id).catch((error: unknown) => {
            if (error instanceof Problem && error.status === 404) return undefined;
            throw error;
          });
          queries.setQueryData<ConversationsState>(CONVERSATIONS, (before) => before && put(before, id, one));
          return one ?? null;
        },
      });
    }
  }, [missing, queries, live]);
}

/** With the names of those who joined while one looked. */
function useNamed(conversations: Conversation[]): Conversation[] {
  const unknown = useMemo(() => {
    const people = conversations.flatMap((one) => [
      ...one.members.map((member) => member.person),
      ...(one.last_message ? [one.last_message.author] : []),
    ]);
    return people.filter((person) => person.id !== "" && !isNamed(person)).map((person) => person.id);
  }, [conversations]);
  const names = useNames(unknown);
  return useMemo(
    () => (unknown.length === 0 ? conversations : conversations.map((one) => named(one, names))),
    [conversations, unknown, names],
  );
}

function named(one: Conversation, names: ReturnType<typeof useNames>): Conversation {
  const last = one.last_message;
  return {
    ...one,
    members: one.members.map((each) => ({ ...each, person: names.get(each.person.id) ?? each.person })),
    last_message: last && { ...last, author: names.get(last.author.id) ?? last.author },
  };
}

/** One of mine; undefined while it loads, null when it is none of mine. */
export function useConversation(id: Id): {
  conversation: Conversation | undefined | null;
  list: Conversations;
} {
  const list = useConversations();
  const found = list.conversations.find((one) => one.id === id);
  return { conversation: found ?? (list.status === "ready" ? null : undefined), list };
}

const TypingContext = createContext<Typing | undefined>(undefined);

export const TypingProvider = TypingContext.Provider;

export function useTyping(): Typing {
  const typing = useContext(TypingContext);
  if (!typing) throw new Error("useTyping is used outside of DataProvider");
  return typing;
}

/** Who else is writing there now. */
export function useWriters(conversation: Id): readonly Id[] {
  const typing = useTyping();
  const me = useMe()?.id;
  const writers = useSyncExternalStore(typing.subscribe, () => typing.in(conversation));
  return useMemo(() => writers.filter((id) => id !== me), [writers, me]);
}
