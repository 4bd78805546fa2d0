/** How posts are asked for and kept live; the hooks in `data.ts` put this on pages. */
import type { QueryClient } from "@tanstack/react-query";
import type { FeedSort, Id, Page, Post, PostVersion } from "../api/types";
import type { LiveQuery, Read } from "../net/live";
import { learn } from "../people/names";
import {
  appendPage,
  type FeedPage,
  type FeedState,
  foldFeed,
  foldHistory,
  foldOnePost,
  type HistoryState,
  nextCursor,
  type OnePostState,
} from "./fold";

export interface FeedFilter {
  sort: FeedSort;
  /** A person's id: only their posts. */
  author?: Id | undefined;
}

export function feedKey(filter: FeedFilter) {
  return ["feed", filter.sort, filter.author ?? null];
}

const PER_PAGE = 20;
/** A long feed that has to be read again comes back at most this long. */
const PAGES_AGAIN = 5;

export async function readPage(
  read: Read,
  queries: QueryClient,
  filter: FeedFilter,
  cursor: string | undefined,
): Promise<FeedPage> {
  const query = { sort: filter.sort, author: filter.author, limit: PER_PAGE, cursor };
  const { data } = await read<Page<Post>>({ path: "/posts", query });
  learn(
    queries,
    data.items.map((post) => post.author),
  );
  return { items: data.items, position: data.position, next: data.next_cursor ?? null };
}

export function liveFeed(queries: QueryClient, filter: FeedFilter): LiveQuery<FeedState> {
  return {
    load: async (read, previous) => {
      const first = await readPage(read, queries, filter, undefined);
      const start = { sort: filter.sort, author: filter.author, fresh: [], position: first.position };
      let state: FeedState = { ...start, pages: [first] };
      const before = previous?.pages.filter((page) => page.next !== undefined).length ?? 1;
      for (let read_ = 1; read_ < Math.min(before, PAGES_AGAIN); read_++) {
        const cursor = nextCursor(state);
        if (cursor === null) break;
        state = appendPage(state, await readPage(read, queries, filter, cursor));
      }
      return state;
    },
    fold: foldFeed,
    position: (state) => state.position,
    topics: (state) => [["feed", state.position]],
  };
}

/** `isCreating`: this browser is still sending it, so the server need not know it. */
export function liveOnePost(
  queries: QueryClient,
  id: Id,
  isCreating: (id: Id) => boolean,
): LiveQuery<OnePostState> {
  return {
    load: async (read) => {
      if (isCreating(id)) return { id, post: undefined, deleted: false, position: 0 };
      const { data, position } = await read<Post>({ path: `/posts/${id}` });
      learn(queries, [data.author]);
      return { id, post: data, deleted: false, position: position ?? data.position };
    },
    fold: foldOnePost,
    position: (state) => state.position,
    topics: (state) => (state.post && state.position > 0 ? [[`post:${id}`, state.position]] : []),
  };
}

export function liveHistory(id: Id): LiveQuery<HistoryState> {
  return {
    load: async (read) => {
      const { data } = await read<{ items: PostVersion[]; position: number }>({
        path: `/posts/${id}/history`,
      });
      return { id, versions: data.items, position: data.position };
    },
    fold: foldHistory,
    position: (state) => state.position,
    topics: (state) => [[`post:${id}`, state.position]],
  };
}
