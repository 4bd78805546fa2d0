/** People: profiles, and names and faces by id. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useMe } from "../account/session";
import type { Problem } from "../api/problem";
import type { Id, Page, Person, PersonBrief, PersonChange } from "../api/types";
import { useNet } from "../net/context";
import { NOT_YET } from "../net/events";
import type { LiveQuery } from "../net/live";
import type { Sending } from "../net/outbox";
import { type Loading, useLive, useSendings } from "../net/useLive";
import { foldProfile, type ProfileState } from "./fold";
import { learn, useNames } from "./names";

export interface PersonRow extends Person {
  sending?: Sending;
}

export interface Profile extends Loading {
  /** Undefined while loading, and when there is none (`problem.status === 404`). */
  person: PersonRow | undefined;
}

/** By id, or by `@username`. Their posts: `useFeed({ sort: "new", author: person.id })`. */
export function useProfile(who: string): Profile {
  const queries = useQueryClient();
  const { viewer } = useNet();
  const live = useMemo<LiveQuery<ProfileState>>(
    () => ({
      load: async (read) => {
        const { data, position } = await read<Person>({ path: `/people/${encodeURIComponent(who)}` });
        learn(queries, [data]);
        return { person: data, position: position ?? 0 };
      },
      fold: foldProfile,
      position: (state) => state.position,
      // One's own topic is the server's to follow.
      topics: ({ person, position }) => (person.id === viewer() ? [] : [[`person:${person.id}`, position]]),
    }),
    [who, queries, viewer],
  );
  const { state, server: _, ...loading } = useLive(["person", who], live);
  const sending = useSendings().get(state?.person.id ?? "");
  const person = useMemo(
    () => state && (sending ? { ...state.person, sending } : state.person),
    [state, sending],
  );
  return { ...loading, person };
}

/** Changes one's own profile; returns at once. */
export function useEditProfile(): (change: PersonChange) => void {
  const { outbox } = useNet();
  const me = useMe();
  return useCallback(
    (change) => {
      if (!me) return;
      outbox.add({
        what: "your profile",
        method: "PATCH",
        path: "/people/me",
        body: { ...change },
        event: {
          type: "person.changed",
          person: me.id,
          ...change,
          seq: NOT_YET,
          at: new Date().toISOString(),
          actor: me.id,
          topics: [],
        },
        row: me.id,
        slot: `edit:${me.id}`,
        whenRefused: "undo",
      });
    },
    [outbox, me],
  );
}

/** Names and faces of these people; asked for in batches and kept. Unknown ids are missing from the map until they arrive. */
export function usePeople(ids: readonly Id[]): ReadonlyMap<Id, PersonBrief> {
  return useNames(ids);
}

/** The people whose name fits `q` (empty: everybody), the first hundred. Shows the last answer until the next one is here. */
export function useFindPeople(q: string): Loading & { people: Person[] } {
  const { live } = useNet();
  const queries = useQueryClient();
  const query = useQuery<Person[], Problem>({
    queryKey: ["people", q],
    queryFn: async ({ signal }) => {
      const { data } = await live.read<Page<Person>>({
        path: "/people",
        query: { q: q === "" ? undefined : q, limit: 100 },
        signal,
      });
      learn(queries, data.items);
      return data.items;
    },
    placeholderData: keepPreviousData,
  });
  return {
    people: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}
