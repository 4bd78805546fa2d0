/**
 * What events do to one's notifications. Pure. Which there are is the server's to derive (levels, blocks, what belongs
 * together); an event only says that it may have derived another, and the list is read again from there.
 */
import type { Id, Notification, Position } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  isPast,
  type LoggiaEvent,
  NO_CONVERSATIONS,
  NO_SPECTATORS,
  NOT_YET,
} from "../net/events";
import { changed, erased } from "../people/brief";

export interface NotificationsPage {
  items: Notification[];
  /** Where the server goes on; null at the end. */
  next: string | null;
}

export interface NotificationsState {
  /** Latest first. */
  pages: NotificationsPage[];
  unread: number;
  /** The last event that may have changed the list; read again when it is beyond `position`. */
  due: Position;
  position: Position;
}

/** The event was sent to the viewer themselves, so it may be worth a notification. */
function told(state: NotificationsState, event: LoggiaEvent, viewer: Id | undefined): NotificationsState {
  if (event.seq === NOT_YET || event.seq <= Math.max(state.position, state.due)) return state;
  return event.topics.includes(`person:${viewer}`) ? { ...state, due: event.seq } : state;
}

/** What one does oneself makes no notification. */
function byOthers(state: NotificationsState, event: LoggiaEvent, viewer: Id | undefined): NotificationsState {
  return event.actor === viewer ? state : told(state, event, viewer);
}

/** Whose move it is is told, until they make it: only the server knows whether it tells the viewer. */
function moved(
  state: NotificationsState,
  event: EventOf<"game.moved">,
  viewer: Id | undefined,
): NotificationsState {
  const seat = event.first === viewer ? "first" : "second";
  if (event.actor !== viewer && event.awaits?.includes(seat)) return told(state, event, viewer);
  if (isPast(event, state.position)) return state;
  const gone = unreadAbout(state, event.game).length;
  const pages = state.pages.map((page) => ({
    ...page,
    items: page.items.filter((item) => item.about.game !== event.game),
  }));
  const same = pages.every((page, at) => page.items.length === state.pages[at]?.items.length);
  return same ? state : { ...state, pages, unread: Math.max(0, state.unread - gone) };
}

/** What of a game is told and not read yet. */
export function unreadAbout(state: Pick<NotificationsState, "pages">, game: Id): Notification[] {
  return state.pages.flatMap((page) => page.items).filter((item) => item.unread && item.about.game === game);
}

function renamed(
  state: NotificationsState,
  event: EventOf<"person.changed"> | EventOf<"person.erased">,
): NotificationsState {
  const known = (item: Notification) => item.actors.some((actor) => actor.id === event.person);
  if (event.seq <= state.position || !state.pages.some((page) => page.items.some(known))) return state;
  const now = (actor: Notification["actors"][number]) =>
    event.type === "person.changed" ? changed(actor, event) : erased(actor, event);
  const pages = state.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (known(item) ? { ...item, actors: item.actors.map(now) } : item)),
  }));
  return { ...state, pages };
}

const folds: Folds<NotificationsState> = {
  ...NO_CONVERSATIONS,
  ...NO_SPECTATORS,
  "person.joined": "ignored",
  "person.changed": renamed,
  "person.erased": renamed,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "post.created": byOthers,
  "post.edited": byOthers,
  "post.deleted": told,
  "post.erased": told,
  "post.liked": byOthers,
  "post.unliked": byOthers,
  "post.voted": "ignored",
  "call.started": "ignored",
  "call.accepted": "ignored",
  "call.ended": byOthers,
  "comment.added": byOthers,
  "comment.edited": byOthers,
  "comment.deleted": told,
  "comment.erased": told,
  "comment.liked": byOthers,
  "comment.unliked": byOthers,
  // An answer given in another tab takes the question away here.
  "friend.requested": byOthers,
  "friend.accepted": told,
  "friend.declined": told,
  "friend.cancelled": told,
  "friend.removed": told,
  "person.blocked": told,
  "person.unblocked": told,
  "game.opened": byOthers,
  // Whoever takes the seat has answered the invitation.
  "game.joined": told,
  "game.cancelled": told,
  "game.moved": moved,
  "game.resigned": told,
  "game.flagged": told,
  "game.drawn": told,
  "game.claimed": told,
  "game.draw_offered": "ignored",
  "game.draw_declined": "ignored",
  "game.rematch_offered": "ignored",
  "message.sent": (state, event, viewer) =>
    viewer !== undefined && event.mentions?.includes(viewer) ? byOthers(state, event, viewer) : state,
};

export function foldNotifications(
  state: NotificationsState,
  event: LoggiaEvent,
  viewer: Id | undefined,
): NotificationsState {
  return foldWith(folds, state, event, viewer);
}

/** Everything up to there, or what is about one game, has been read, here or elsewhere. It never goes back. */
export function read(
  state: NotificationsState,
  upTo: Position,
  unread: number,
  game?: Id | null,
): NotificationsState {
  const seen = (item: Notification) => item.position <= upTo && (!game || item.about.game === game);
  const pages = state.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => (item.unread && seen(item) ? { ...item, unread: false } : item)),
  }));
  return { ...state, pages, unread };
}

/** A marker with the server's own count; a list that was read after that knows better. */
export function counted(
  state: NotificationsState,
  marker: { up_to: Position; unread: number; position: Position; game?: Id | null },
): NotificationsState {
  const { up_to, unread, position, game } = marker;
  return position < state.position ? state : read(state, up_to, unread, game);
}

/** Puts the next page behind the others; what has moved up meanwhile stays there. */
export function appendPage(state: NotificationsState, page: NotificationsPage): NotificationsState {
  const known = new Set(state.pages.flatMap((each) => each.items.map((item) => item.id)));
  const items = page.items.filter((item) => !known.has(item.id));
  return { ...state, pages: [...state.pages, { ...page, items }] };
}

export function nextCursor(state: NotificationsState): string | null {
  return state.pages.at(-1)?.next ?? null;
}
