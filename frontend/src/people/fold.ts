/** What events do to a profile, and to the names that other things show. Pure. */
import type { Id, Person, PersonBrief, Position } from "../api/types";
import {
  type EventOf,
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
} from "../net/events";
import { changed, erased } from "./brief";

export interface ProfileState {
  person: Person;
  /** Of the snapshot. */
  position: Position;
}

function personChanged(state: ProfileState, event: EventOf<"person.changed">): ProfileState {
  if (event.person !== state.person.id || event.seq <= state.position) return state;
  const person = changed(state.person, event);
  return {
    ...state,
    person: typeof event.bio === "string" ? { ...person, bio: event.bio } : person,
  };
}

function personErased(state: ProfileState, event: EventOf<"person.erased">): ProfileState {
  if (event.person !== state.person.id || event.seq <= state.position) return state;
  return { ...state, person: { ...erased(state.person, event), bio: "" } };
}

function roleChanged(state: ProfileState, event: EventOf<"person.role_changed">): ProfileState {
  if (event.person !== state.person.id || event.seq <= state.position) return state;
  return { ...state, person: { ...state.person, role: event.role } };
}

const profileFolds: Folds<ProfileState> = {
  "person.joined": "ignored",
  "person.changed": personChanged,
  "person.erased": personErased,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": roleChanged,
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CONVERSATIONS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
};

export function foldProfile(state: ProfileState, event: LoggiaEvent, viewer: Id | undefined): ProfileState {
  return foldWith(profileFolds, state, event, viewer);
}

export type Names = ReadonlyMap<Id, PersonBrief>;

/** Names are remembered without a position: of two that differ, the one an event brought is newer. */
export function foldNames(names: Names, event: LoggiaEvent): Names {
  if (event.type !== "person.changed" && event.type !== "person.erased") return names;
  const known = names.get(event.person);
  if (!known) return names;
  const next = event.type === "person.changed" ? changed(known, event) : erased(known, event);
  return new Map(names).set(next.id, next);
}
