/** Who is here, for pages; and how one wants to be shown oneself. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import { useMe } from "../account/session";
import type { Problem } from "../api/problem";
import type { Id, PresenceChoice, PresenceOf } from "../api/types";
import { useNet } from "../net/context";
import type { PresenceBook, Seen } from "./book";

const PresenceContext = createContext<PresenceBook | undefined>(undefined);

export const PresenceProvider = PresenceContext.Provider;

function useBook(): PresenceBook {
  const book = useContext(PresenceContext);
  if (!book) throw new Error("usePresence is used outside of DataProvider");
  return book;
}

/** How somebody is shown: `unknown` for strangers, and while it is asked. */
export function usePresence(id: Id): Seen {
  const book = useBook();
  const me = useMe()?.id;
  useEffect(() => (me === undefined ? undefined : book.watch([id])), [book, id, me]);
  return useSyncExternalStore(book.subscribe, () => book.of(id));
}

/** Of these people those who are here. */
export function useWhoIsHere(ids: readonly Id[]): Id[] {
  const book = useBook();
  const all = useSyncExternalStore(book.subscribe, book.all);
  const wanted = ids.join();
  useEffect(() => (wanted === "" ? undefined : book.watch(wanted.split(","))), [book, wanted]);
  return ids.filter((id) => all.get(id)?.status === "online" || all.get(id)?.status === "away");
}

export interface MyPresence {
  /** Undefined while it is asked, and when that failed. */
  choice: PresenceChoice | undefined;
  problem: Problem | undefined;
  choose(choice: PresenceChoice): void;
}

/** One's own status, over all tabs. */
export function useMyPresence(): MyPresence {
  const { client } = useNet();
  const queries = useQueryClient();
  const me = useMe()?.id;
  const key = ["presence", me];
  const query = useQuery<PresenceChoice, Problem>({
    queryKey: key,
    enabled: me !== undefined,
    queryFn: async ({ signal }) => {
      const ask = { path: "/presence", query: { people: me }, signal };
      const { data } = await client.request<{ people: PresenceOf[] }>(ask);
      return data.people[0]?.choice ?? "online";
    },
  });
  const put = useMutation<unknown, Problem, PresenceChoice, { before: PresenceChoice | undefined }>({
    mutationFn: (status) => client.request({ method: "PUT", path: "/presence", body: { status } }),
    onMutate: async (status) => {
      await queries.cancelQueries({ queryKey: key });
      const before = queries.getQueryData<PresenceChoice>(key);
      queries.setQueryData(key, status);
      return { before };
    },
    onError: (_, __, context) => queries.setQueryData(key, context?.before),
  });
  return {
    choice: query.data,
    problem: put.error ?? query.error ?? undefined,
    choose: (choice) => put.mutate(choice),
  };
}
