/** What events do to posts. Pure; the same for events that are live, resumed, or this browser's own and unsent. */
import type { FeedSort, Id, Poll, Position, Post, PostVersion } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  isPast,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_CONVERSATIONS,
  NO_FRIENDS,
  NO_GAMES,
  NO_SPECTATORS,
  placeOf,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";

// One post

function created(event: EventOf<"post.created">): Post {
  return {
    id: event.post,
    author: unnamed(event.actor ?? ""),
    community: event.community ?? null,
    kind: event.kind,
    title: event.title,
    body: event.body,
    html: event.html,
    link: event.link ?? null,
    poll: event.poll ? openedPoll(event.poll) : null,
    likes: 0,
    liked: false,
    comments: 0,
    created_at: event.at,
    edited_at: null,
    position: placeOf(event),
  };
}

function openedPoll(setup: NonNullable<EventOf<"post.created">["poll"]>): Poll {
  return {
    options: setup.options.map((text) => ({ text, votes: 0 })),
    multiple: setup.multiple,
    closes_at: setup.closes_at ?? null,
    closed: false,
    voted: [],
  };
}

function edited(post: Post, event: EventOf<"post.edited">): Post {
  // Text is whole in each event, so a later one that came first stays.
  if (isPast(event, post.position)) return post;
  return {
    ...post,
    title: event.title ?? post.title,
    body: event.body ?? post.body,
    html: event.html ?? post.html,
    edited_at: event.at,
    position: Math.max(post.position, placeOf(event)),
  };
}

/** Likes alternate per person, so one's own state tells whether one's own like has been counted. */
function liked(post: Post, actor: Id | null | undefined, viewer: Id | undefined, likes: boolean): Post {
  const mine = viewer !== undefined && actor === viewer;
  if (mine && post.liked === likes) return post;
  return {
    ...post,
    liked: mine ? likes : post.liked,
    likes: Math.max(0, post.likes + (likes ? 1 : -1)),
  };
}

function voted(post: Post, event: EventOf<"post.voted">, viewer: Id | undefined): Post {
  const poll = post.poll;
  if (!poll) return post;
  const mine = viewer !== undefined && event.actor === viewer;
  // Of one's own vote what it replaces is on the screen; counting from that makes a repeat change nothing.
  const before = mine ? poll.voted : event.previous;
  const options = poll.options.map((option, index) => ({
    ...option,
    votes: Math.max(0, option.votes - Number(before.includes(index)) + Number(event.options.includes(index))),
  }));
  return { ...post, poll: { ...poll, options, voted: mine ? event.options : poll.voted } };
}

/** One post after an event about it; undefined once it is deleted. Events about others leave it as it is. */
function foldPost(post: Post, event: LoggiaEvent, viewer: Id | undefined): Post | undefined {
  if (event.type === "person.changed" || event.type === "person.erased") {
    if (post.author.id !== event.person) return post;
    const author = event.type === "person.changed" ? changed(post.author, event) : erased(post.author, event);
    return { ...post, author };
  }
  if (!("post" in event) || event.post !== post.id) return post;
  switch (event.type) {
    case "post.edited":
      return edited(post, event);
    case "post.deleted":
    case "post.erased":
      return undefined;
    case "post.liked":
      return liked(post, event.actor, viewer, true);
    case "post.unliked":
      return liked(post, event.actor, viewer, false);
    case "post.voted":
      return voted(post, event, viewer);
    case "comment.added":
      return { ...post, comments: post.comments + 1 };
    case "post.created":
    case "comment.edited":
    // Deleted comments stay in the tree, and in the count.
    case "comment.deleted":
    case "comment.erased":
    case "comment.liked":
    case "comment.unliked":
      return post;
  }
}

// The page of one post

export interface OnePostState {
  id: Id;
  /** Undefined: not there yet (it is still being sent), or deleted. */
  post: Post | undefined;
  deleted: boolean;
  /** Of the snapshot. */
  position: Position;
}

function foldThePost(state: OnePostState, event: LoggiaEvent, viewer: Id | undefined): OnePostState {
  if (!state.post || event.seq <= state.position) return state;
  const post = foldPost(state.post, event, viewer);
  if (post === state.post) return state;
  return post ? { ...state, post } : { ...state, post: undefined, deleted: true };
}

function createThePost(state: OnePostState, event: EventOf<"post.created">): OnePostState {
  if (event.post !== state.id || state.post || state.deleted) return state;
  return { ...state, post: created(event), position: placeOf(event) };
}

const onePostFolds: Folds<OnePostState> = {
  ...NO_COMMENTS,
  // A post one has opened stays; only lists leave out whom one has blocked.
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.changed": foldThePost,
  "person.erased": foldThePost,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "post.created": createThePost,
  "post.edited": foldThePost,
  "post.deleted": foldThePost,
  "post.erased": foldThePost,
  "post.liked": foldThePost,
  "post.unliked": foldThePost,
  "post.voted": foldThePost,
  "comment.added": foldThePost,
};

export function foldOnePost(state: OnePostState, event: LoggiaEvent, viewer: Id | undefined): OnePostState {
  return foldWith(onePostFolds, state, event, viewer);
}

// A feed

/** Rows that were read at one position; a row that arrived live is a page of its own. */
export interface FeedPage {
  items: Post[];
  position: Position;
  /** Where the server goes on after this page; null at the end; absent when it arrived live. */
  next?: string | null;
}

export interface FeedState {
  sort: FeedSort;
  author: Id | undefined;
  pages: FeedPage[];
  /** Arrived above and not shown yet, newest first. */
  fresh: FeedPage[];
  /** Of the first page read. */
  position: Position;
}

function foldRows(state: FeedState, event: LoggiaEvent, viewer: Id | undefined): FeedState {
  const pages = foldPages(state.pages, event, viewer);
  const fresh = foldPages(state.fresh, event, viewer);
  return pages === state.pages && fresh === state.fresh ? state : { ...state, pages, fresh };
}

/** The same array when nothing in it is concerned, so that nothing is drawn again. */
function foldPages(pages: FeedPage[], event: LoggiaEvent, viewer: Id | undefined): FeedPage[] {
  let touched = false;
  const next = pages.map((page) => {
    if (event.seq <= page.position) return page;
    const items = page.items.map((post) => foldPost(post, event, viewer));
    if (items.every((post, index) => post === page.items[index])) return page;
    touched = true;
    return { ...page, items: items.filter((post) => post !== undefined) };
  });
  return touched ? next : pages;
}

function insert(state: FeedState, event: EventOf<"post.created">, viewer: Id | undefined): FeedState {
  if (event.seq <= state.position || event.private) return state;
  if (state.author !== undefined && event.actor !== state.author) return state;
  if (has(state.pages, event.post) || has(state.fresh, event.post)) return state;
  const position = placeOf(event);
  const page: FeedPage = { items: [created(event)], position };
  // One's own is shown where one looks for it; others' never move what somebody is reading.
  return event.actor === viewer
    ? { ...state, pages: [page, ...state.pages] }
    : { ...state, fresh: [page, ...state.fresh] };
}

/** Whom one has just blocked is not read any more; lifting the block reads the lists anew. */
function withoutBlocked(state: FeedState, event: EventOf<"person.blocked">): FeedState {
  const others = (pages: FeedPage[]): FeedPage[] =>
    pages.map((page) =>
      event.seq <= page.position || page.items.every((post) => post.author.id !== event.person)
        ? page
        : { ...page, items: page.items.filter((post) => post.author.id !== event.person) },
    );
  const [pages, fresh] = [others(state.pages), others(state.fresh)];
  const untouched =
    pages.every((page, i) => page === state.pages[i]) && fresh.every((page, i) => page === state.fresh[i]);
  return untouched ? state : { ...state, pages, fresh };
}

function has(pages: readonly FeedPage[], id: Id): boolean {
  return pages.some((page) => page.items.some((post) => post.id === id));
}

const feedFolds: Folds<FeedState> = {
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.changed": foldRows,
  "person.erased": foldRows,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "post.created": insert,
  "post.edited": foldRows,
  "post.deleted": foldRows,
  "post.erased": foldRows,
  "post.liked": foldRows,
  "post.unliked": foldRows,
  "post.voted": foldRows,
  "comment.added": foldRows,
  "person.blocked": withoutBlocked,
};

export function foldFeed(state: FeedState, event: LoggiaEvent, viewer: Id | undefined): FeedState {
  return foldWith(feedFolds, state, event, viewer);
}

/** Shows what has arrived. */
export function showFresh(state: FeedState): FeedState {
  return { ...state, pages: [...state.fresh, ...state.pages], fresh: [] };
}

/** Adds the next page at the end; what a moving order shows twice stays where it was first. */
export function appendPage(state: FeedState, page: FeedPage): FeedState {
  const shown = [...state.pages, ...state.fresh];
  const items = page.items.filter((post) => !has(shown, post.id));
  return { ...state, pages: [...state.pages, { ...page, items }] };
}

/** Where to go on: the cursor of the last page read; null at the end. */
export function nextCursor(state: FeedState): string | null {
  return state.pages.findLast((page) => page.next !== undefined)?.next ?? null;
}

// A history

export interface HistoryState {
  id: Id;
  /** Oldest first. */
  versions: PostVersion[];
  position: Position;
}

export function foldHistory(state: HistoryState, event: LoggiaEvent): HistoryState {
  if (event.type !== "post.edited" || event.post !== state.id) return state;
  const last = state.versions.at(-1);
  if (!last || event.seq <= state.position || state.versions.some((v) => v.position === event.seq))
    return state;
  const version: PostVersion = {
    title: event.title ?? last.title,
    body: event.body ?? last.body,
    html: event.html ?? last.html,
    at: event.at,
    position: event.seq,
  };
  return { ...state, versions: [...state.versions, version] };
}
