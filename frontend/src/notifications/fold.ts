/**
 * What events do to one's notifications. Pure. Which there are is the server's to derive (levels, blocks, what belongs
 * together); an event only says that it may have derived another, and the list is read again from there.
 */
import type { Id, Notification, Position } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  type LoggiaEvent,
  NO_CONVERSATIONS,
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
  "game.joined": byOthers,
  "game.cancelled": told,
  "game.moved": told,
  "game.resigned": told,
  "game.flagged": told,
  "game.drawn": told,
  "game.claimed": told,
  "game.draw_offered": "ignored",
  "game.draw_declined": "ignored",
  "game.rematch_offered": byOthers,
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

/** Everything up to there has been read, here or elsewhere. It never goes back. */
export function read(state: NotificationsState, upTo: Position, unread: number): NotificationsState {
  const pages = state.pages.map((page) => ({
    ...page,
    items: page.items.map((item) =>
      item.unread && item.position <= upTo ? { ...item, unread: false } : item,
    ),
  }));
  return { ...state, pages, unread };
}

/** A marker with the server's own count; a list that was read after that knows better. */
export function counted(
  state: NotificationsState,
  { up_to, unread, position }: { up_to: Position; unread: number; position: Position },
): NotificationsState {
  return position < state.position ? state : read(state, up_to, unread);
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
