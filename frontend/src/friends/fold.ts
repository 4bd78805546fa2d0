/** What events do to one's friends, requests and blocks. Pure; the same for live, resumed and unsent events. */
import type { Id, PersonBrief, Position, Standing, Time } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_CONVERSATIONS,
  NO_GAMES,
  NO_POSTS,
  NO_SPECTATORS,
} from "../net/events";
import { changed, unnamed } from "../people/brief";

/** Somebody one has to do with, since then. */
export interface Tie {
  person: PersonBrief;
  created_at: Time;
}

/** Latest first, as it was read at its position. */
export interface TieList {
  items: Tie[];
  position: Position;
}

export interface TiesState {
  friends: TieList;
  /** They have asked. */
  incoming: TieList;
  /** I have asked. */
  outgoing: TieList;
  blocked: TieList;
  /** The oldest of the four. */
  position: Position;
}

const LISTS = ["friends", "incoming", "outgoing", "blocked"] as const;
type ListName = (typeof LISTS)[number];

type FriendEvent = EventOf<
  "friend.requested" | "friend.accepted" | "friend.declined" | "friend.cancelled" | "friend.removed"
>;

/** Takes `id` out of every list and puts it in front of one; lists read after the event have it already. */
function moved(state: TiesState, event: LoggiaEvent, id: Id, to: ListName | undefined): TiesState {
  const next = { ...state };
  for (const name of LISTS) {
    const list = state[name];
    if (event.seq <= list.position) continue;
    const known = list.items.find((tie) => tie.person.id === id);
    if (name === to ? known : !known) continue;
    const others = list.items.filter((tie) => tie.person.id !== id);
    const tie = { person: personOf(state, id), created_at: event.at };
    next[name] = { ...list, items: name === to ? [tie, ...others] : others };
  }
  return LISTS.every((name) => next[name] === state[name]) ? state : next;
}

function personOf(state: TiesState, id: Id): PersonBrief {
  for (const name of LISTS) {
    const tie = state[name].items.find((each) => each.person.id === id);
    if (tie) return tie.person;
  }
  return unnamed(id);
}

/** The one of the two who is not the viewer; undefined when it is about two others. */
function otherOf(event: FriendEvent, viewer: Id | undefined): Id | undefined {
  if (event.actor === viewer) return event.person;
  return event.person === viewer ? (event.actor ?? undefined) : undefined;
}

function requested(state: TiesState, event: EventOf<"friend.requested">, viewer: Id | undefined): TiesState {
  const other = otherOf(event, viewer);
  // A request that crossed another has become a friendship.
  if (other === undefined || standingOf(state, other) === "friends") return state;
  return moved(state, event, other, event.actor === viewer ? "outgoing" : "incoming");
}

function accepted(state: TiesState, event: EventOf<"friend.accepted">, viewer: Id | undefined): TiesState {
  const other = otherOf(event, viewer);
  return other === undefined ? state : moved(state, event, other, "friends");
}

function ended(state: TiesState, event: FriendEvent, viewer: Id | undefined): TiesState {
  const other = otherOf(event, viewer);
  return other === undefined ? state : moved(state, event, other, undefined);
}

function blocked(state: TiesState, event: EventOf<"person.blocked">, viewer: Id | undefined): TiesState {
  return event.actor === viewer ? moved(state, event, event.person, "blocked") : state;
}

function unblocked(state: TiesState, event: EventOf<"person.unblocked">, viewer: Id | undefined): TiesState {
  return event.actor === viewer ? moved(state, event, event.person, undefined) : state;
}

function personChanged(state: TiesState, event: EventOf<"person.changed">): TiesState {
  const next = { ...state };
  for (const name of LISTS) {
    const list = state[name];
    if (event.seq <= list.position || !list.items.some((tie) => tie.person.id === event.person)) continue;
    next[name] = {
      ...list,
      items: list.items.map((tie) => ({ ...tie, person: changed(tie.person, event) })),
    };
  }
  return LISTS.every((name) => next[name] === state[name]) ? state : next;
}

const folds: Folds<TiesState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.changed": personChanged,
  "person.erased": (state, event) => moved(state, event, event.person, undefined),
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "friend.requested": requested,
  "friend.accepted": accepted,
  "friend.declined": ended,
  "friend.cancelled": ended,
  "friend.removed": ended,
  "person.blocked": blocked,
  "person.unblocked": unblocked,
};

export function foldTies(state: TiesState, event: LoggiaEvent, viewer: Id | undefined): TiesState {
  return foldWith(folds, state, event, viewer);
}

const STANDINGS: Record<ListName, Standing> = {
  friends: "friends",
  incoming: "incoming",
  outgoing: "requested",
  blocked: "blocked",
};

/** How somebody stands to the viewer. */
export function standingOf(state: TiesState, id: Id): Standing {
  const name = LISTS.find((each) => state[each].items.some((tie) => tie.person.id === id));
  return name ? STANDINGS[name] : "none";
}
