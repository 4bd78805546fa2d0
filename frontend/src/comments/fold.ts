/** What events do to the comments of one post. Pure; the same for live, resumed and unsent events. */
import type { Comment, Id, Position } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  isPast,
  type LoggiaEvent,
  NO_CALLS,
  NO_CONVERSATIONS,
  NO_FRIENDS,
  NO_GAMES,
  NO_POSTS,
  NO_SPECTATORS,
  placeOf,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";

export interface CommentState extends Comment {
  /** It came while the page was open, from somebody else. */
  arrived: boolean;
}

/** Comments that were read at one position; one that arrived live is a page of its own. */
export interface CommentsPage {
  items: CommentState[];
  position: Position;
  /** Where the server goes on; null at the end; absent when it arrived live. */
  next?: string | null;
}

export interface CommentsState {
  post: Id;
  pages: CommentsPage[];
  /** Of the first page read. */
  position: Position;
}

type Change = (comment: CommentState) => CommentState;

/** Changes one comment, if it is here and its page was read before the event. */
function change(state: CommentsState, event: LoggiaEvent, id: Id, apply: Change): CommentsState {
  return changeAll(state, event, (comment) => (comment.id === id ? apply(comment) : comment));
}

function changeAll(state: CommentsState, event: LoggiaEvent, apply: Change): CommentsState {
  let touched = false;
  const pages = state.pages.map((page) => {
    if (event.seq <= page.position) return page;
    const items = page.items.map(apply);
    if (items.every((comment, index) => comment === page.items[index])) return page;
    touched = true;
    return { ...page, items };
  });
  return touched ? { ...state, pages } : state;
}

function added(state: CommentsState, event: EventOf<"comment.added">, viewer: Id | undefined): CommentsState {
  if (event.post !== state.post || event.seq <= state.position || has(state, event.comment)) return state;
  const comment: CommentState = {
    id: event.comment,
    post: event.post,
    parent: event.parent ?? null,
    author: unnamed(event.actor ?? ""),
    body: event.body,
    html: event.html,
    likes: 0,
    liked: false,
    created_at: event.at,
    edited_at: null,
    deleted: false,
    position: placeOf(event),
    arrived: event.actor !== viewer,
  };
  return { ...state, pages: [...state.pages, { items: [comment], position: comment.position }] };
}

function has(state: CommentsState, id: Id): boolean {
  return state.pages.some((page) => page.items.some((comment) => comment.id === id));
}

function edited(state: CommentsState, event: EventOf<"comment.edited">): CommentsState {
  return change(state, event, event.comment, (comment) =>
    comment.deleted || isPast(event, comment.position)
      ? comment
      : {
          ...comment,
          body: event.body,
          html: event.html,
          edited_at: event.at,
          position: Math.max(comment.position, placeOf(event)),
        },
  );
}

/** It stays in the tree, so that the answers keep their place. */
function removed(
  state: CommentsState,
  event: EventOf<"comment.deleted"> | EventOf<"comment.erased">,
): CommentsState {
  return change(state, event, event.comment, (comment) =>
    comment.deleted ? comment : { ...comment, deleted: true, body: "", html: "" },
  );
}

/** Likes alternate per person, so one's own state tells whether one's own like has been counted. */
function liked(
  state: CommentsState,
  event: EventOf<"comment.liked"> | EventOf<"comment.unliked">,
  viewer: Id | undefined,
): CommentsState {
  const likes = event.type === "comment.liked";
  const mine = viewer !== undefined && event.actor === viewer;
  return change(state, event, event.comment, (comment) =>
    mine && comment.liked === likes
      ? comment
      : {
          ...comment,
          liked: mine ? likes : comment.liked,
          likes: Math.max(0, comment.likes + (likes ? 1 : -1)),
        },
  );
}

function personChanged(state: CommentsState, event: EventOf<"person.changed">): CommentsState {
  return changeAll(state, event, (comment) =>
    comment.author.id === event.person ? { ...comment, author: changed(comment.author, event) } : comment,
  );
}

function personErased(state: CommentsState, event: EventOf<"person.erased">): CommentsState {
  return changeAll(state, event, (comment) =>
    comment.author.id === event.person ? { ...comment, author: erased(comment.author, event) } : comment,
  );
}

/** What they said is not shown any more; lifting the block reads it anew. */
function personBlocked(state: CommentsState, event: EventOf<"person.blocked">): CommentsState {
  return changeAll(state, event, (comment) =>
    comment.author.id === event.person && !comment.blocked
      ? { ...comment, blocked: true, body: "", html: "" }
      : comment,
  );
}

const folds: Folds<CommentsState> = {
  "person.joined": "ignored",
  "person.changed": personChanged,
  "person.erased": personErased,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  // A comment keeps its place in the tree.
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.blocked": personBlocked,
  // The page of the post says when that is gone; its comments are then not shown.
  ...NO_POSTS,
  "comment.added": added,
  "comment.edited": edited,
  "comment.deleted": removed,
  "comment.erased": removed,
  "comment.liked": liked,
  "comment.unliked": liked,
};

export function foldComments(
  state: CommentsState,
  event: LoggiaEvent,
  viewer: Id | undefined,
): CommentsState {
  return foldWith(folds, state, event, viewer);
}

/** Adds the next page; a comment that had arrived live before its page is shown once, as the page has it. */
export function appendPage(state: CommentsState, page: CommentsPage): CommentsState {
  const read = new Set(page.items.map((comment) => comment.id));
  const kept = state.pages
    .map((before) => ({ ...before, items: before.items.filter((comment) => !read.has(comment.id)) }))
    .filter((before) => before.next !== undefined || before.items.length > 0);
  return { ...state, pages: [...kept, page] };
}

/** Where to go on: the cursor of the last page read; null at the end. */
export function nextCursor(state: CommentsState): string | null {
  return state.pages.findLast((page) => page.next !== undefined)?.next ?? null;
}
