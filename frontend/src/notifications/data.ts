/** One's notifications for pages; live, and read in one place for all tabs. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Id, Notification, Page, Position } from "../api/types";
import { useNet } from "../net/context";
import type { Signal } from "../net/frames";
import type { LiveQuery, Read } from "../net/live";
import { type Loading, useLive } from "../net/useLive";
import { type More, useMore } from "../net/useMore";
import { learn } from "../people/names";
import {
  appendPage,
  counted,
  foldNotifications,
  type NotificationsPage,
  type NotificationsState,
  nextCursor,
  read,
  unreadAbout,
} from "./fold";

const NOTIFICATIONS = ["notifications"];
const PER_PAGE = 20;
/** A long list that has to be read again comes back at most this long. */
const PAGES_AGAIN = 5;
/** What happens at once is asked for at once. */
const GATHER_MS = 100;

type Answered = Page<Notification> & { unread: number };

async function readPage(read: Read, queries: QueryClient, cursor?: string): Promise<Answered> {
  const { data } = await read<Answered>({ path: "/notifications", query: { limit: PER_PAGE, cursor } });
  learn(
    queries,
    data.items.flatMap((item) => item.actors),
  );
  return data;
}

function pageOf({ items, next_cursor }: Answered): NotificationsPage {
  return { items, next: next_cursor ?? null };
}

function liveNotifications(
  queries: QueryClient,
  viewer: () => Id | undefined,
): LiveQuery<NotificationsState> {
  return {
    load: async (ask, previous) => {
      const first = await readPage(ask, queries);
      const { unread, position } = first;
      let state: NotificationsState = { pages: [pageOf(first)], unread, due: 0, position };
      for (let pages = 1; pages < Math.min(previous?.pages.length ?? 1, PAGES_AGAIN); pages++) {
        const cursor = nextCursor(state);
        if (cursor === null) break;
        state = appendPage(state, pageOf(await readPage(ask, queries, cursor)));
      }
      return state;
    },
    fold: foldNotifications,
    position: (state) => state.position,
    topics: (state) => [[`person:${viewer()}`, state.position]],
  };
}

export interface Notifications extends Loading, More {
  /** Latest first. */
  notifications: Notification[];
  /** Over all of them, read here or not. */
  unread: number;
}

/** Only for somebody who is signed in. */
export function useNotifications(): Notifications {
  const queries = useQueryClient();
  const { viewer, live: net } = useNet();
  const live = useMemo(() => liveNotifications(queries, viewer), [queries, viewer]);
  const { state, server, ...loading } = useLive(NOTIFICATIONS, live);
  useDue(server);
  const more = useMore(server ? nextCursor(server) : null, async (cursor) => {
    const page = pageOf(await readPage(net.read, queries, cursor));
    queries.setQueryData<NotificationsState>(NOTIFICATIONS, (before) => before && appendPage(before, page));
  });
  const notifications = useMemo(() => state?.pages.flatMap((page) => page.items) ?? [], [state]);
  return { ...loading, ...more, notifications, unread: state?.unread ?? 0 };
}

/** Reads the list again once an event has told that there may be another. */
function useDue(state: NotificationsState | undefined): void {
  const queries = useQueryClient();
  const { live } = useNet();
  useEffect(() => {
    if (!state || state.due <= state.position) return;
    const timer = setTimeout(() => {
      // What is read from now on has to contain that event.
      live.noteWrite(state.due);
      const list = { queryKey: NOTIFICATIONS, exact: true };
      void queries.refetchQueries(list, { cancelRefetch: false });
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [state, queries, live]);
}

/** Tells the server that everything up to there, or what is about a game, has been read. Not told: the next visit tells it. */
export function useReadNotifications(): (upTo: Position, game?: Id) => Promise<void> {
  const { client } = useNet();
  const queries = useQueryClient();
  return useCallback(
    async (upTo, game) => {
      const body = game === undefined ? { up_to: upTo } : { up_to: upTo, game };
      await client.request({ method: "PUT", path: "/notifications/read", body });
      queries.setQueryData<NotificationsState>(
        NOTIFICATIONS,
        (before) => before && read(before, upTo, unreadAfter(before, upTo, game), game),
      );
    },
    [client, queries],
  );
}

function unreadAfter(state: NotificationsState, upTo: Position, game: Id | undefined): number {
  if (game !== undefined) {
    const seen = unreadAbout(state, game).filter((item) => item.position <= upTo);
    return Math.max(0, state.unread - seen.length);
  }
  return state.pages.flatMap((page) => page.items).filter((item) => item.unread && item.position > upTo)
    .length;
}

/** Another tab has read, or this one. */
export function hearReading(queries: QueryClient, signal: Signal): void {
  if (signal.op !== "marker" || signal.conversation) return;
  queries.setQueryData<NotificationsState>(NOTIFICATIONS, (before) => before && counted(before, signal));
}
