/** A person inside other things, before and after something about them is known. */
import type { Id, PersonBrief } from "../api/types";
import type { EventOf } from "../net/events";

/** Events name their actor by id only; until the name is looked up it is empty. */
export function unnamed(id: Id): PersonBrief {
  return { id, username: "", display_name: "", avatar: null };
}

export function isNamed(person: PersonBrief): boolean {
  return person.username !== "" || person.display_name !== "";
}

/** Somebody the server no longer knows. */
export function gone(id: Id): PersonBrief {
  return { id, username: "", display_name: "Somebody who left", avatar: null };
}

/** The same person with what the event changes; the same object when it concerns somebody else. */
export function changed<P extends PersonBrief>(person: P, event: EventOf<"person.changed">): P {
  if (person.id !== event.person || !isNamed(person)) return person;
  const next = { ...person };
  if (typeof event.display_name === "string") next.display_name = event.display_name;
  // An empty address means: none any more.
  if (typeof event.avatar === "string") next.avatar = event.avatar === "" ? null : event.avatar;
  return next;
}

/** After `person.erased` nothing of them is left but the id. */
export function erased<P extends PersonBrief>(person: P, event: EventOf<"person.erased">): P {
  return person.id === event.person ? { ...person, ...gone(person.id) } : person;
}
