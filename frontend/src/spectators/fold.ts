/** What events do to what spectators say at a game. Pure. */
import type { Id, Position, Remark } from "../api/types";
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
  NO_POSTS,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";

export interface RemarksState {
  game: Id;
  /** Newest first. */
  items: Remark[];
  /** Where the server goes on; null at the beginning. */
  next: string | null;
  position: Position;
}

function said(state: RemarksState, event: EventOf<"spectator.said">): RemarksState {
  const { remark: id, game, body, at: created_at, seq: position } = event;
  if (game !== state.game || isPast(event, state.position)) return state;
  if (state.items.some((item) => item.id === id)) return state;
  const sender = unnamed(event.actor ?? "");
  return { ...state, items: [{ id, game, sender, body, created_at, position }, ...state.items] };
}

/** Takes away what these did. */
function without(state: RemarksState, person: Id | null | undefined): RemarksState {
  const items = state.items.filter((item) => item.sender.id !== person);
  return items.length === state.items.length ? state : { ...state, items };
}

function renamed(
  state: RemarksState,
  event: EventOf<"person.changed"> | EventOf<"person.erased">,
): RemarksState {
  if (!state.items.some((item) => item.sender.id === event.person && item.position < event.seq)) return state;
  const now = (sender: Remark["sender"]) =>
    event.type === "person.changed" ? changed(sender, event) : erased(sender, event);
  return { ...state, items: state.items.map((item) => ({ ...item, sender: now(item.sender) })) };
}

const folds: Folds<RemarksState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_GAMES,
  ...NO_FRIENDS,
  "person.joined": "ignored",
  "person.changed": renamed,
  "person.erased": renamed,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  // Whom one has blocked says nothing here any more.
  "person.blocked": (state, event, viewer) => (event.by === viewer ? without(state, event.person) : state),
  "spectator.said": said,
  "spectator.erased": (state, event) => (event.game === state.game ? without(state, event.actor) : state),
};

export function foldRemarks(state: RemarksState, event: LoggiaEvent, viewer: Id | undefined): RemarksState {
  return foldWith(folds, state, event, viewer);
}

/** Puts what was said before behind the rest. */
export function appendPage(state: RemarksState, items: readonly Remark[], next: string | null): RemarksState {
  const known = new Set(state.items.map((item) => item.id));
  return { ...state, items: [...state.items, ...items.filter((item) => !known.has(item.id))], next };
}
