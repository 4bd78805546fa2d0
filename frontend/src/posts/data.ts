/** Posts for pages: feeds, one post, its history, and everything one can do to it. All of it live and optimistic. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useDoing } from "../account/useDoing";
import { Problem } from "../api/problem";
import type { Id, NewPost, Post, PostChange, PostVersion } from "../api/types";
import { useNet } from "../net/context";
import type { Following } from "../net/live";
import type { Sending } from "../net/outbox";
import { type Loading, useLive } from "../net/useLive";
import { useMore } from "../net/useMore";
import { useRows } from "../people/rows";
import { appendPage, type FeedState, nextCursor, showFresh } from "./fold";
import { type FeedFilter, feedKey, liveFeed, liveHistory, liveOnePost, readPage } from "./queries";
import { createPost, editPost, likePost, removePost, voteOn } from "./writes";

export type { Loading } from "../net/useLive";
export type { FeedFilter } from "./queries";

/** A post as shown: the server's, plus what this browser has done to it and not yet heard back. */
export interface PostRow extends Post {
  /** Absent when the server has everything of it that I wrote. */
  sending?: Sending;
}

export interface Feed extends Loading {
  rows: PostRow[];
  /** How many posts have arrived above that are not shown yet: "3 new". */
  fresh: number;
  /** Shows them. */
  showFresh(): void;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
  /** Tell which posts are on screen; their likes, votes, edits and comment counts then follow live. */
  watch(ids: readonly Id[]): void;
}

/** Scrolling past something is not looking at it. */
const GLANCE_MS = 200;

export function useFeed({ sort, author }: FeedFilter): Feed {
  const queries = useQueryClient();
  const { live: net } = useNet();
  const filter = useMemo(() => ({ sort, author }), [sort, author]);
  const live = useMemo(() => liveFeed(queries, filter), [queries, filter]);
  const [watched, watch] = useWatched();
  const onScreen = useCallback((state: FeedState) => rowTopics(state, watched), [watched]);
  const { state, server, ...loading } = useLive(feedKey(filter), live, onScreen);

  const posts = useMemo(() => state?.pages.flatMap((page) => page.items) ?? [], [state]);
  const update = (change: (state: FeedState) => FeedState) =>
    queries.setQueryData<FeedState>(feedKey(filter), (before) => before && change(before));

  const { moreProblem, ...more } = useMore(server ? nextCursor(server) : null, async (cursor) => {
    const page = await readPage(net.read, queries, filter, cursor);
    update((before) => appendPage(before, net.catchUp(live, alone(before, page)).pages.at(-1) ?? page));
  });

  return {
    ...loading,
    ...more,
    problem: loading.problem ?? moreProblem,
    rows: useRows(posts),
    fresh: server?.fresh.reduce((count, page) => count + page.items.length, 0) ?? 0,
    showFresh: () => {
      update(sort === "new" ? showFresh : (before) => ({ ...before, pages: before.pages.slice(0, 1) }));
      // In the other orders only the server knows where they belong.
      if (sort !== "new") loading.retry();
    },
    watch,
  };
}

/** A page just read, by itself, so that it can be brought up to date before it joins the others. */
function alone(state: FeedState, page: FeedState["pages"][number]): FeedState {
  return { ...state, pages: [page], fresh: [], position: page.position };
}

function useWatched(): [readonly Id[], (ids: readonly Id[]) => void] {
  const [seen, setSeen] = useState<readonly Id[]>([]);
  const [watched, setWatched] = useState<readonly Id[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setWatched(seen), GLANCE_MS);
    return () => clearTimeout(timer);
  }, [seen]);
  const watch = useCallback(
    (ids: readonly Id[]) => setSeen((before) => (before.join() === ids.join() ? before : [...ids])),
    [],
  );
  return [watched, watch];
}

function rowTopics(state: FeedState, ids: readonly Id[]): Following {
  const wanted = new Set(ids);
  return state.pages.flatMap((page) =>
    page.items
      .filter((post) => wanted.has(post.id))
      .map((post) => [`post:${post.id}`, page.position] as const),
  );
}

export interface OnePost extends Loading {
  /** Undefined while loading, and when there is none (`problem.status === 404`). */
  post: PostRow | undefined;
  /** It was deleted while being looked at. */
  deleted: boolean;
}

const NO_POSTS: readonly Post[] = [];

export function usePost(id: Id): OnePost {
  const queries = useQueryClient();
  const { outbox } = useNet();
  const live = useMemo(
    () => liveOnePost(queries, id, (creating) => outbox.isCreating(creating)),
    [queries, id, outbox],
  );
  const { state, server: _, ...loading } = useLive(["post", id], live);
  const posts = useMemo(() => (state?.post ? [state.post] : NO_POSTS), [state]);
  const post = useRows(posts)[0];
  // It was being written here, and was taken back.
  const nothing = loading.status === "ready" && !state?.post && !state?.deleted;
  return {
    ...loading,
    post,
    deleted: state?.deleted ?? false,
    problem: nothing ? missing() : loading.problem,
  };
}

function missing(): Problem {
  return new Problem({
    status: 404,
    code: "posts.not_found",
    message: "That post is not there, or no longer.",
  });
}

/** Every version, oldest first. */
export function usePostHistory(id: Id): Loading & { versions: PostVersion[] } {
  const live = useMemo(() => liveHistory(id), [id]);
  const { state, server: _, ...loading } = useLive(["history", id], live);
  return { ...loading, versions: state?.versions ?? [] };
}

/**
 * What one can do. Each returns at once: the change shows immediately and is sent in the background;
 * refusals appear as `row.sending` and in `useOutbox().failed`. All need a signed-in person.
 */
export interface PostActions {
  /** Returns the new post's final id, so that one can go to its page at once. */
  create(post: NewPost): Id;
  edit(id: Id, change: PostChange): void;
  remove(id: Id): void;
  like(post: Post, liked: boolean): void;
  /** Replaces an earlier vote. */
  vote(post: Post, options: number[]): void;
}

export function usePostActions(): PostActions {
  const { outbox } = useNet();
  const doing = useDoing();
  return useMemo(() => {
    return {
      create: (post) => {
        const key = outbox.key();
        const write = createPost(doing(), key, post);
        outbox.add(write, key);
        return write.creates;
      },
      edit: (id, change) => outbox.add(editPost(doing(), id, change)),
      remove: (id) => outbox.add(removePost(doing(), id)),
      like: (post, liked) => outbox.add(likePost(doing(), post, liked)),
      vote: (post, options) => outbox.add(voteOn(doing(), post, options)),
    };
  }, [outbox, doing]);
}
