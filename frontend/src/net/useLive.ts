/** Live queries for React: the cache's state, kept fresh, with this browser's own unsent writes laid on top. */
import { type QueryKey, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { Problem } from "../api/problem";
import type { Id } from "../api/types";
import { useEntries } from "./connection";
import { useNet } from "./context";
import type { Follower, LiveQuery } from "./live";
import type { Entry, Sending } from "./outbox";

/** What every view's query can be in. `problem` with something shown means: it could not be refreshed. */
export interface Loading {
  status: "loading" | "ready" | "failed";
  problem: Problem | undefined;
  /** Asks again after a failure. */
  retry(): void;
}

export interface LiveResult<S> extends Loading {
  /** The server's state; undefined until the first answer. */
  server: S | undefined;
  /** With unsent writes laid on top: what to show. */
  state: S | undefined;
}

/** Without a socket a view is asked for again after this long, when somebody looks. */
const STALE_MS = 30_000;

/**
 * Loads, follows and overlays. `live` must be stable for a `key` (define it outside or memoise it);
 * `extra` topics, such as those of rows on screen, are followed beside the query's own.
 */
export function useLive<S>(
  key: QueryKey,
  live: LiveQuery<S>,
  extra?: (state: S) => ReturnType<LiveQuery<S>["topics"]>,
): LiveResult<S> {
  const net = useNet();
  const queries = useQueryClient();
  const query = useQuery<S, Problem>({
    queryKey: key,
    queryFn: ({ signal }) => net.live.load(live, queries.getQueryData<S>(key), signal),
    meta: { live },
    // While events arrive nothing goes stale.
    staleTime: () => (net.live.connected ? Number.POSITIVE_INFINITY : STALE_MS),
    structuralSharing: false,
  });

  const connected = useConnected();
  const server = query.data;
  const follower = useRef<Follower>(undefined);
  const hash = JSON.stringify(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hash stands for the key
  useEffect(() => {
    const cached = queries.getQueryCache().find({ queryKey: key, exact: true });
    if (!cached) return;
    const mine = net.live.follow(cached);
    follower.current = mine;
    return () => mine.end();
  }, [net, queries, hash]);

  const following = useMemo(
    () => (server === undefined || !connected ? [] : [...live.topics(server), ...(extra?.(server) ?? [])]),
    [server, live, extra, connected],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query has another follower
  useEffect(() => follower.current?.set(following), [following, hash]);

  return {
    server,
    state: useOverlay(server, live),
    status: server !== undefined ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}

/** Whether there is a session, and so a socket to follow topics with (live or about to be). */
function useConnected(): boolean {
  const { socket, live } = useNet();
  return useSyncExternalStore(live.subscribe, () => socket.state !== "idle");
}

/** Folds this browser's own writes over the server's state, as long as that does not contain them. */
function useOverlay<S>(server: S | undefined, live: LiveQuery<S>): S | undefined {
  const { viewer } = useNet();
  const entries = useEntries();
  return useMemo(() => {
    if (server === undefined) return undefined;
    return overlaid(server, live, entries, viewer());
  }, [server, live, entries, viewer]);
}

export function overlaid<S>(
  server: S,
  live: Pick<LiveQuery<S>, "fold" | "position">,
  entries: readonly Entry[],
  viewer: Id | undefined,
): S {
  const known = live.position(server);
  return eventsToShow(entries)
    .filter((entry) => entry.position === undefined || entry.position > known)
    .reduce((state, entry) => live.fold(state, entry.event, viewer), server);
}

function eventsToShow(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry) => entry.state !== "failed" || entry.whenRefused === "keep");
}

/** The fate of this browser's writes by row; of several the first that failed, else the first that waits. */
export function useSendings(): ReadonlyMap<Id, Sending> {
  const { outbox } = useNet();
  const entries = useEntries();
  return useMemo(() => {
    const byRow = new Map<Id, Sending>();
    for (const entry of entries) {
      if (entry.row === undefined || entry.state === "sent") continue;
      const known = byRow.get(entry.row);
      if (!known || (known.state === "pending" && entry.state === "failed")) {
        byRow.set(entry.row, outbox.sending(entry));
      }
    }
    return byRow;
  }, [entries, outbox]);
}
