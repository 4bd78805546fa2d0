/** What spectators say at a game, for its page; live. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { Id, Page, Remark } from "../api/types";
import { useNet } from "../net/context";
import type { LiveQuery, Read } from "../net/live";
import { type Loading, useLive } from "../net/useLive";
import { type More, useMore } from "../net/useMore";
import { isNamed } from "../people/brief";
import { learn, useNames } from "../people/names";
import { appendPage, foldRemarks, type RemarksState } from "./fold";

const PER_PAGE = 30;

export interface Remarks extends Loading, More {
  /** Newest first. */
  remarks: Remark[];
}

const NONE: Remark[] = [];

async function readPage(read: Read, queries: QueryClient, game: Id, cursor?: string): Promise<Page<Remark>> {
  const query = { limit: PER_PAGE, cursor };
  const { data } = await read<Page<Remark>>({ path: `/games/${game}/spectators`, query });
  learn(
    queries,
    data.items.map((item) => item.sender),
  );
  return data;
}

/** Only for somebody who is signed in and does not play it, or when it is over. */
export function useRemarks(game: Id): Remarks {
  const queries = useQueryClient();
  const { live: net } = useNet();
  const key = useMemo(() => ["game", game, "spectators"], [game]);
  const live = useMemo(
    (): LiveQuery<RemarksState> => ({
      load: async (read) => {
        const { items, next_cursor, position } = await readPage(read, queries, game);
        return { game, items, next: next_cursor ?? null, position };
      },
      fold: foldRemarks,
      position: (state) => state.position,
      topics: (state) => [[`spectators:${game}`, state.position]],
    }),
    [queries, game],
  );
  const { state, server, ...loading } = useLive(key, live);
  const more = useMore(server?.next ?? null, async (cursor) => {
    const page = await readPage(net.read, queries, game, cursor);
    queries.setQueryData<RemarksState>(
      key,
      (before) => before && appendPage(before, page.items, page.next_cursor ?? null),
    );
  });
  return { ...loading, ...more, remarks: useNamed(state?.items ?? NONE) };
}

/** With the names of those who spoke while one looked. */
function useNamed(items: Remark[]): Remark[] {
  const unknown = useMemo(
    () => [...new Set(items.filter((item) => !isNamed(item.sender)).map((item) => item.sender.id))],
    [items],
  );
  const names = useNames(unknown);
  return useMemo(
    () =>
      unknown.length === 0
        ? items
        : items.map((item) => ({ ...item, sender: names.get(item.sender.id) ?? item.sender })),
    [items, unknown, names],
  );
}

/** Throws a Problem. What was said comes back as everybody gets it. */
export function useSayToSpectators(game: Id): (body: string) => Promise<void> {
  const { client, live, outbox } = useNet();
  return useCallback(
    async (body) => {
      const path = `/games/${game}/spectators`;
      const { position } = await client.request({ method: "POST", path, body: { body }, key: outbox.key() });
      if (position !== undefined) live.noteWrite(position);
    },
    [client, live, outbox, game],
  );
}
