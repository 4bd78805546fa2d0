/** What events do to the pinned messages of one conversation. Pure. */
import type { Id, Message, Position } from "../api/types";
import {
  type Folds,
  foldWith,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_CONVERSATIONS,
  NO_FRIENDS,
  NO_GAMES,
  NO_POSTS,
  NO_SPECTATORS,
  NOT_YET,
} from "../net/events";
import { changed, erased } from "../people/brief";
import { edited } from "./fold";

export interface PinsState {
  conversation: Id;
  /** The latest pin first. */
  items: Message[];
  /** A pin of something that is not here was set then: what it says has to be asked for. */
  due: Position;
  position: Position;
}

function change(
  state: PinsState,
  event: LoggiaEvent,
  apply: (message: Message) => Message | undefined,
): PinsState {
  if (event.seq <= state.position) return state;
  const items = state.items.flatMap((message) => apply(message) ?? []);
  const same = items.length === state.items.length && items.every((item, at) => item === state.items[at]);
  return same ? state : { ...state, items };
}

function without(state: PinsState, event: LoggiaEvent & { message: Id }): PinsState {
  return change(state, event, (message) => (message.id === event.message ? undefined : message));
}

const folds: Folds<PinsState> = {
  ...NO_POSTS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "person.changed": (state, event) =>
    change(state, event, (message) => ({ ...message, author: changed(message.author, event) })),
  "person.erased": (state, event) =>
    change(state, event, (message) => ({ ...message, author: erased(message.author, event) })),
  "message.edited": (state, event) =>
    change(state, event, (message) => (message.id === event.message ? edited(message, event) : message)),
  "message.deleted": without,
  "message.unpinned": without,
  "message.erased": (state, event) =>
    event.conversation === state.conversation
      ? change(state, event, (message) => (message.author.id === event.actor ? undefined : message))
      : state,
  "message.pinned": (state, event) => {
    const known = state.items.some((message) => message.id === event.message);
    if (known || event.conversation !== state.conversation) return state;
    return event.seq === NOT_YET || event.seq <= state.position ? state : { ...state, due: event.seq };
  },
};

export function foldPins(state: PinsState, event: LoggiaEvent, viewer: Id | undefined): PinsState {
  return foldWith(folds, state, event, viewer);
}
