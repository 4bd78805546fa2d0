/** What one can do about other people, as writes for the outbox. Pure: time comes in. */
import type { Id, Standing } from "../api/types";
import { type FriendEvents, type LoggiaEvent, NOT_YET } from "../net/events";
import type { Write } from "../net/outbox";
import type { Doing } from "../net/writing";

interface Deed {
  what: string;
  method: "PUT" | "DELETE";
  path: string;
  type: keyof FriendEvents;
}

/** Asks, or accepts what they asked. */
export function befriend(doing: Doing, person: Id, standing: Standing): Write {
  return standing === "incoming"
    ? write(doing, person, { ...toFriends(person), what: "accepting a request", type: "friend.accepted" })
    : write(doing, person, { ...toFriends(person), what: "your request", type: "friend.requested" });
}

const ENDS: Partial<Record<Standing, Pick<Deed, "what" | "type">>> = {
  friends: { what: "ending a friendship", type: "friend.removed" },
  incoming: { what: "declining a request", type: "friend.declined" },
  requested: { what: "taking your request back", type: "friend.cancelled" },
};

/** Ends a friendship, declines a request or takes one's own back; undefined when there is nothing to end. */
export function unfriend(doing: Doing, person: Id, standing: Standing): Write | undefined {
  const end = ENDS[standing];
  return end && write(doing, person, { ...toFriends(person), method: "DELETE", ...end });
}

export function block(doing: Doing, person: Id): Write {
  const path = `/blocks/${person}`;
  return write(doing, person, { what: "blocking somebody", method: "PUT", path, type: "person.blocked" });
}

export function unblock(doing: Doing, person: Id): Write {
  const path = `/blocks/${person}`;
  return write(doing, person, { what: "lifting a block", method: "DELETE", path, type: "person.unblocked" });
}

function toFriends(person: Id): { method: "PUT"; path: string } {
  return { method: "PUT", path: `/friends/${person}` };
}

function write({ actor, at }: Doing, person: Id, { what, method, path, type }: Deed): Write {
  const by = type === "person.blocked" || type === "person.unblocked" ? { by: actor } : {};
  const event = { type, person, ...by, seq: NOT_YET, at, actor, topics: [] } as LoggiaEvent;
  return { what, method, path, event, row: person, whenRefused: "undo" };
}
