/** The comment tree of a post, live and optimistic. */
import type { Comment, Id, NewComment } from "../api/types";
import type { Sending } from "../net/outbox";
import type { Loading } from "../posts/data";

export interface CommentRow extends Comment {
  sending?: Sending;
  /** It arrived while the page was open, from somebody else: worth a moment's highlight. */
  arrived: boolean;
}

export interface CommentNode {
  comment: CommentRow;
  /** Oldest first. */
  replies: CommentNode[];
  /** Of all replies below, at any depth. */
  count: number;
}

export interface CommentTree extends Loading {
  roots: CommentNode[];
  /** Long threads come in parts. */
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

export function useComments(_post: Id): CommentTree {
  throw new Error("being built");
}

export interface CommentActions {
  /** Returns the comment's final id. */
  add(post: Id, comment: NewComment): Id;
  edit(comment: Comment, body: string): void;
  remove(comment: Comment): void;
  like(comment: Comment, liked: boolean): void;
}

/** Each returns at once, like `usePostActions`. */
export function useCommentActions(): CommentActions {
  throw new Error("being built");
}
