/** People: profiles, and names and faces by id. */
import type { Id, Person, PersonBrief, PersonChange } from "../api/types";
import type { Sending } from "../net/outbox";
import type { Loading } from "../posts/data";

export interface PersonRow extends Person {
  sending?: Sending;
}

export interface Profile extends Loading {
  /** Undefined while loading, and when there is none (`problem.status === 404`). */
  person: PersonRow | undefined;
}

/** By id, or by `@username`. Their posts: `useFeed({ sort: "new", author: person.id })`. */
export function useProfile(_who: string): Profile {
  throw new Error("being built");
}

/** Changes one's own profile; returns at once. */
export function useEditProfile(): (change: PersonChange) => void {
  throw new Error("being built");
}

/** Names and faces of these people; asked for in batches and kept. Unknown ids are missing from the map until they arrive. */
export function usePeople(_ids: readonly Id[]): ReadonlyMap<Id, PersonBrief> {
  throw new Error("being built");
}
