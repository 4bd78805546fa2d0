/** The comment tree of a post, live and optimistic. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDoing } from "../account/useDoing";
import type { AnsweredComment, Comment, Id, NewComment, Page } from "../api/types";
import { useNet } from "../net/context";
import type { LiveQuery, Read } from "../net/live";
import type { Sending } from "../net/outbox";
import { type Loading, useLive } from "../net/useLive";
import { useMore } from "../net/useMore";
import { gone } from "../people/brief";
import { learn } from "../people/names";
import { useRows } from "../people/rows";
import {
  appendPage,
  type CommentState,
  type CommentsPage,
  type CommentsState,
  foldComments,
  nextCursor,
} from "./fold";
import { type Node, treeOf } from "./tree";
import { addComment, editComment, likeComment, removeComment } from "./writes";

export interface CommentRow extends Comment {
  sending?: Sending;
  /** It arrived while the page was open, from somebody else: worth a moment's highlight. */
  arrived: boolean;
}

/** `{ comment, replies (oldest first), count (of all below) }` */
export type CommentNode = Node<CommentRow>;

export interface CommentTree extends Loading {
  roots: CommentNode[];
  /** Long threads come in parts. */
  hasMore: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

const PER_PAGE = 100;
/** Read at once; more on request. */
const PAGES_AT_ONCE = 3;

async function readPage(
  read: Read,
  queries: QueryClient,
  post: Id,
  cursor: string | undefined,
): Promise<CommentsPage> {
  const query = { limit: PER_PAGE, cursor };
  const { data } = await read<Page<AnsweredComment>>({ path: `/posts/${post}/comments`, query });
  const items = data.items.map(
    (comment): CommentState => ({ ...comment, author: comment.author ?? gone(""), arrived: false }),
  );
  learn(
    queries,
    items.map((comment) => comment.author).filter((author) => author.id !== ""),
  );
  return { items, position: data.position, next: data.next_cursor ?? null };
}

function liveComments(
  queries: QueryClient,
  post: Id,
  isCreating: (id: Id) => boolean,
): LiveQuery<CommentsState> {
  return {
    load: async (read, previous) => {
      // Nobody has answered yet to what nobody has seen.
      if (isCreating(post)) return { post, pages: [], position: 0 };
      const first = await readPage(read, queries, post, undefined);
      let state: CommentsState = { post, pages: [first], position: first.position };
      const before = previous?.pages.filter((page) => page.next !== undefined).length ?? 0;
      for (let pages = 1; pages < Math.max(before, PAGES_AT_ONCE); pages++) {
        const cursor = nextCursor(state);
        if (cursor === null) break;
        state = appendPage(state, await readPage(read, queries, post, cursor));
      }
      return state;
    },
    fold: foldComments,
    position: (state) => state.position,
    topics: (state) => (state.position > 0 ? [[`post:${post}`, state.position]] : []),
  };
}

export function useComments(post: Id): CommentTree {
  const queries = useQueryClient();
  const { live: net, outbox } = useNet();
  const key = ["comments", post];
  const live = useMemo(
    () => liveComments(queries, post, (id) => outbox.isCreating(id)),
    [queries, post, outbox],
  );
  const { state, server, ...loading } = useLive(key, live);
  const comments = useMemo(() => state?.pages.flatMap((page) => page.items) ?? [], [state]);
  const rows = useRows(comments);
  const { moreProblem, ...more } = useMore(server ? nextCursor(server) : null, async (cursor) => {
    const read = await readPage(net.read, queries, post, cursor);
    const page = net.catchUp(live, { post, pages: [read], position: read.position }).pages[0] ?? read;
    queries.setQueryData<CommentsState>(key, (before) => before && appendPage(before, page));
  });

  return {
    ...loading,
    ...more,
    problem: loading.problem ?? moreProblem,
    roots: useMemo(() => treeOf(rows), [rows]),
  };
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
  const { outbox } = useNet();
  const doing = useDoing();
  return useMemo(() => {
    return {
      add: (post, comment) => {
        const key = outbox.key();
        const write = addComment(doing(), key, post, comment);
        outbox.add(write, key);
        return write.creates;
      },
      edit: (comment, body) => outbox.add(editComment(doing(), comment, body)),
      remove: (comment) => outbox.add(removeComment(doing(), comment)),
      like: (comment, liked) => outbox.add(likeComment(doing(), comment, liked)),
    };
  }, [outbox, doing]);
}
