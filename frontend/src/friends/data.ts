/** Friends, requests, blocks and suggestions for pages; live and optimistic. */
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDoing } from "../account/useDoing";
import type { Problem } from "../api/problem";
import type { Friendship, Id, Page, PersonBrief, Requests, Standing, Suggestion } from "../api/types";
import { useNet } from "../net/context";
import type { LiveQuery, Read } from "../net/live";
import { type Loading, useLive } from "../net/useLive";
import { isNamed } from "../people/brief";
import { learn, useNames } from "../people/names";
import { foldTies, standingOf, type Tie, type TieList, type TiesState } from "./fold";
import { befriend, block, unblock, unfriend } from "./writes";

export type { Tie } from "./fold";

const TIES = ["ties"];
const PER_PAGE = 100;
/** Far more than anybody has; the end of patience, not of the list. */
const MOST_PAGES = 50;

async function readAll(read: Read, path: string): Promise<TieList> {
  let cursor: string | undefined;
  let position: number | undefined;
  const items: Tie[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data } = await read<Page<Friendship>>({ path, query: { limit: PER_PAGE, cursor } });
    items.push(...data.items);
    // What changed while reading is folded over the oldest of the pages.
    position ??= data.position;
    if (!data.next_cursor) break;
    cursor = data.next_cursor;
  }
  return { items, position: position ?? 0 };
}

function liveTies(queries: QueryClient, viewer: () => Id | undefined): LiveQuery<TiesState> {
  return {
    load: async (read) => {
      const [friends, blocked, { data }] = await Promise.all([
        readAll(read, "/friends"),
        readAll(read, "/blocks"),
        read<Requests>({ path: "/friends/requests" }),
      ]);
      const incoming = { items: data.incoming, position: data.position };
      const outgoing = { items: data.outgoing, position: data.position };
      const all = [friends, blocked, incoming, outgoing];
      learn(
        queries,
        all.flatMap((list) => list.items.map((tie) => tie.person)),
      );
      const position = Math.min(...all.map((list) => list.position));
      return { friends, incoming, outgoing, blocked, position };
    },
    fold: foldTies,
    position: (state) => state.position,
    topics: (state) => [[`person:${viewer()}`, state.position]],
  };
}

export interface Ties extends Loading {
  friends: Tie[];
  incoming: Tie[];
  outgoing: Tie[];
  blocked: Tie[];
  /** How somebody stands to me; undefined while that is not known. */
  standing(id: Id): Standing | undefined;
}

const NONE: Tie[] = [];

/** Only for somebody who is signed in. */
export function useTies(): Ties {
  const queries = useQueryClient();
  const { viewer } = useNet();
  const live = useMemo(() => liveTies(queries, viewer), [queries, viewer]);
  const { state, server: _, ...loading } = useLive(TIES, live);
  const all = useMemo(
    () => (state ? [...state.friends.items, ...state.incoming.items, ...state.outgoing.items] : NONE),
    [state],
  );
  const unknown = useMemo(
    () => all.filter(({ person }) => !isNamed(person)).map(({ person }) => person.id),
    [all],
  );
  const names = useNames(unknown);
  const lists = useMemo(() => {
    const named = (list: TieList | undefined) => (list ? withNames(list.items, names) : NONE);
    return {
      friends: named(state?.friends),
      incoming: named(state?.incoming),
      outgoing: named(state?.outgoing),
      blocked: named(state?.blocked),
      standing: (id: Id) => (state ? standingOf(state, id) : undefined),
    };
  }, [state, names]);
  return { ...loading, ...lists };
}

function withNames(ties: Tie[], names: ReadonlyMap<Id, PersonBrief>): Tie[] {
  return ties.flatMap((tie) => {
    if (isNamed(tie.person)) return [tie];
    const person = names.get(tie.person.id);
    return person ? [{ ...tie, person }] : [];
  });
}

export interface FriendActions {
  /** Asks, or accepts what they asked. */
  befriend(person: Id, standing: Standing): void;
  /** Ends a friendship, declines a request, or takes one's own back. */
  unfriend(person: Id, standing: Standing): void;
  block(person: Id): void;
  unblock(person: Id): void;
}

/** Each returns at once: it shows immediately and is sent in the background. */
export function useFriendActions(): FriendActions {
  const { outbox } = useNet();
  const doing = useDoing();
  return useMemo(() => {
    return {
      befriend: (person, standing) => outbox.add(befriend(doing(), person, standing)),
      unfriend: (person, standing) => {
        const write = unfriend(doing(), person, standing);
        if (write) outbox.add(write);
      },
      block: (person) => outbox.add(block(doing(), person)),
      unblock: (person) => outbox.add(unblock(doing(), person)),
    };
  }, [outbox, doing]);
}

/** Friends of friends. */
export function useSuggestions(): Loading & { people: Suggestion[] } {
  const { live } = useNet();
  const queries = useQueryClient();
  const query = useQuery<Suggestion[], Problem>({
    queryKey: ["suggestions"],
    queryFn: async ({ signal }) => {
      const { data } = await live.read<Page<Suggestion>>({
        path: "/friends/suggestions",
        query: { limit: 12 },
        signal,
      });
      learn(
        queries,
        data.items.map((item) => item.person),
      );
      return data.items;
    },
  });
  return {
    people: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}
