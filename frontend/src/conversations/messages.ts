/** What was said in a conversation, for pages: the newest, or about a place in the past; live and optimistic. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Id, Message } from "../api/types";
import { useNet } from "../net/context";
import type { Sending } from "../net/outbox";
import { type Loading, useLive } from "../net/useLive";
import { type More, useMore } from "../net/useMore";
import { useRows } from "../people/rows";
import type { MessagesState } from "./fold";
import { begunWith, liveMessages, messagesKey, readMessages } from "./queries";
import { appendPages, newerPlace, olderPlace, type Place, prependPage } from "./window";

export interface MessageRow extends Message {
  sending?: Sending;
}

export interface Messages extends Loading {
  /** Oldest first: a part without gaps. */
  messages: MessageRow[];
  /** The last one said is among them; what is said next will follow. */
  atNow: boolean;
  older: More;
  newer: More;
  /** Puts what was said around a message in their place; throws a Problem when it is not there. */
  goTo(message: Id): Promise<void>;
  /** Puts the newest in their place. */
  goToNow(): Promise<void>;
}

/** What was read goes on from there still: one may have gone elsewhere meanwhile. */
const isAt = (edge: Place | null, place: Place) => JSON.stringify(edge) === JSON.stringify(place);

const NO_MESSAGES: readonly Message[] = [];

/** `wanted`: the message to begin with. */
export function useMessages(conversation: Id, wanted: Id | undefined): Messages {
  const queries = useQueryClient();
  const { live: net } = useNet();
  const live = useMemo(() => liveMessages(queries, conversation, wanted), [queries, conversation, wanted]);
  const { state, server, ...loading } = useLive(messagesKey(conversation), live);
  const all = useMemo(() => state?.pages.flatMap((page) => page.items) ?? NO_MESSAGES, [state]);

  // Whoever comes back comes back to now.
  useEffect(
    () => () => {
      const left = { queryKey: messagesKey(conversation), exact: true };
      const state = queries.getQueryData<MessagesState>(left.queryKey);
      if (state && newerPlace(state) !== null) queries.removeQueries(left);
    },
    [queries, conversation],
  );

  const update = (change: (state: MessagesState) => MessagesState) =>
    queries.setQueryData<MessagesState>(messagesKey(conversation), (before) => before && change(before));

  const older = useMore<Place>(server ? olderPlace(server) : null, async (place) => {
    const read = await readMessages(net.read, queries, conversation, place);
    // Whatever came meanwhile belongs behind what is there, not behind this page.
    const { pages } = net.catchUp(live, { ...begunWith(conversation, read), newer: "around" });
    update((before) =>
      isAt(olderPlace(before), place) ? prependPage(before, pages[0] ?? read, read.older) : before,
    );
  });
  const newer = useMore<Place>(server ? newerPlace(server) : null, async (place) => {
    const read = await readMessages(net.read, queries, conversation, place);
    const { pages } = net.catchUp(live, begunWith(conversation, read));
    update((before) => (isAt(newerPlace(before), place) ? appendPages(before, pages, read.newer) : before));
  });

  const go = useCallback(
    async (place?: Place) => {
      const read = await readMessages(net.read, queries, conversation, place);
      const next = net.catchUp(live, begunWith(conversation, read));
      queries.setQueryData<MessagesState>(messagesKey(conversation), next);
    },
    [net, live, queries, conversation],
  );
  const goTo = useCallback((around: Id) => go({ around }), [go]);
  return {
    ...loading,
    older,
    newer,
    messages: useRows(all),
    atNow: server?.newer === null,
    goTo,
    goToNow: () => go(),
  };
}
