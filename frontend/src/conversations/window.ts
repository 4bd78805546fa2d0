/**
 * Of a long conversation a part is kept: a row of pages without gaps, which grows at either end and is cut at the other.
 * Pure.
 */
import type { Id } from "../api/types";
import type { MessagesPage, MessagesState } from "./fold";

/** How it goes on there: from a cursor; from around the last message that is kept; not at all. */
export type Edge = { cursor: string } | "around" | null;

/** As many are kept. Far more than fit on a screen, few enough to be drawn anew within a frame. */
const MOST = 600;

export function edgeOf(cursor: string | null | undefined): Edge {
  return cursor ? { cursor } : null;
}

/** Where the past goes on. */
export function olderPlace({ older, pages }: MessagesState): Place | null {
  return placeAt(older, pages[0]?.items[0]?.id);
}

/** Where it goes on towards now; null when now is there. */
export function newerPlace({ newer, pages }: MessagesState): Place | null {
  return placeAt(newer, pages.at(-1)?.items.at(-1)?.id);
}

/** What to ask the server for: a page from a cursor, or around a message or the first unread one. */
export type Place = { cursor: string } | { around: Id | "unread" };

function placeAt(edge: Edge, last: Id | undefined): Place | null {
  if (edge !== "around") return edge;
  return last === undefined ? null : { around: last };
}

/** Puts an older page before the others; what is there already keeps its place. */
export function prependPage(state: MessagesState, page: MessagesPage, older: Edge): MessagesState {
  const items = unknown(state, page);
  return cutEnd({ ...state, pages: [{ ...page, items }, ...state.pages], older });
}

/** Puts newer pages behind the others. */
export function appendPages(
  state: MessagesState,
  pages: readonly MessagesPage[],
  newer: Edge,
): MessagesState {
  const news = pages.map((page) => ({ ...page, items: unknown(state, page) }));
  return cutStart({ ...state, pages: [...state.pages, ...news], newer });
}

function unknown(state: MessagesState, page: MessagesPage): MessagesPage["items"] {
  const known = new Set(state.pages.flatMap((each) => each.items.map((message) => message.id)));
  return page.items.filter((message) => !known.has(message.id));
}

function cutEnd(state: MessagesState): MessagesState {
  const pages = [...state.pages];
  while (pages.length > 1 && countOf(pages) - (pages.at(-1)?.items.length ?? 0) >= MOST) pages.pop();
  return pages.length === state.pages.length ? state : { ...state, pages, newer: "around" };
}

function cutStart(state: MessagesState): MessagesState {
  const pages = [...state.pages];
  while (pages.length > 1 && countOf(pages) - (pages[0]?.items.length ?? 0) >= MOST) pages.shift();
  return pages.length === state.pages.length ? state : { ...state, pages, older: "around" };
}

function countOf(pages: readonly MessagesPage[]): number {
  return pages.reduce((sum, page) => sum + page.items.length, 0);
}
