/** Posts for pages: feeds, one post, its history, and everything one can do to it. All of it live and optimistic. */
import type { Problem } from "../api/problem";
import type { FeedSort, Id, NewPost, Post, PostChange, PostVersion } from "../api/types";
import type { Sending } from "../net/outbox";

/** A post as shown: the server's, plus what this browser has done to it and not yet heard back. */
export interface PostRow extends Post {
  /** Absent when the server has everything of it that I wrote. */
  sending?: Sending;
}

/** What every view's query can be in. `problem` with rows present means: shown, but could not be refreshed. */
export interface Loading {
  status: "loading" | "ready" | "failed";
  problem: Problem | undefined;
  /** Asks again after a failure. */
  retry(): void;
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

export interface FeedFilter {
  sort: FeedSort;
  /** A person's id: only their posts. */
  author?: Id;
}

export function useFeed(_filter: FeedFilter): Feed {
  throw new Error("being built");
}

export interface OnePost extends Loading {
  /** Undefined while loading, and when there is none (`problem.status === 404`). */
  post: PostRow | undefined;
  /** It was deleted while being looked at. */
  deleted: boolean;
}

export function usePost(_id: Id): OnePost {
  throw new Error("being built");
}

/** Every version, oldest first. */
export function usePostHistory(_id: Id): Loading & { versions: PostVersion[] } {
  throw new Error("being built");
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
  throw new Error("being built");
}
