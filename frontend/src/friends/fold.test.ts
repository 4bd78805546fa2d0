import { describe, expect, test } from "vitest";
import type { LoggiaEvent } from "../net/events";
import { foldTies, standingOf, type TieList, type TiesState } from "./fold";

const me = "me";

function list(position: number, ...ids: string[]): TieList {
  const person = (id: string) => ({ id, username: id, display_name: id, avatar: null });
  return { items: ids.map((id) => ({ person: person(id), created_at: "2026-01-01T00:00:00Z" })), position };
}

const state: TiesState = {
  friends: list(100, "ada"),
  incoming: list(100, "ben"),
  outgoing: list(100, "cleo"),
  blocked: list(100, "dan"),
  position: 100,
};

function event(type: string, actor: string, person: string, seq = 200): LoggiaEvent {
  const by = type.startsWith("person.") ? { by: actor } : {};
  return {
    type,
    actor,
    person,
    ...by,
    seq,
    at: "2026-02-02T00:00:00Z",
    topics: [],
  } as unknown as LoggiaEvent;
}

const after = (type: string, actor: string, person: string) =>
  foldTies(state, event(type, actor, person), me);

describe("how somebody stands to me after", () => {
  test.each([
    ["friend.requested", me, "eve", "eve", "requested"],
    ["friend.requested", "eve", me, "eve", "incoming"],
    ["friend.accepted", me, "ben", "ben", "friends"],
    ["friend.accepted", "cleo", me, "cleo", "friends"],
    ["friend.declined", me, "ben", "ben", "none"],
    ["friend.declined", "cleo", me, "cleo", "none"],
    ["friend.cancelled", me, "cleo", "cleo", "none"],
    ["friend.cancelled", "ben", me, "ben", "none"],
    ["friend.removed", me, "ada", "ada", "none"],
    ["friend.removed", "ada", me, "ada", "none"],
    ["person.blocked", me, "ada", "ada", "blocked"],
    ["person.blocked", me, "ben", "ben", "blocked"],
    ["person.unblocked", me, "dan", "dan", "none"],
  ])("%s by %s of %s: %s is %s", (type, actor, person, other, standing) => {
    const next = after(type, actor, person);
    expect(standingOf(next, other)).toBe(standing);
    // Nobody is in two lists.
    const all = [next.friends, next.incoming, next.outgoing, next.blocked].flatMap((each) => each.items);
    expect(new Set(all.map((tie) => tie.person.id)).size).toBe(all.length);
  });
});

test("what stands between two others is none of mine", () => {
  expect(after("friend.requested", "ada", "ben")).toBe(state);
  expect(after("friend.removed", "ada", "ben")).toBe(state);
});

test("a list that was read after the event has it already", () => {
  const mixed = { ...state, incoming: list(300), position: 100 };
  const next = foldTies(mixed, event("friend.requested", "eve", me), me);
  expect(next).toBe(mixed);
});

test("an event twice is an event once", () => {
  const once = after("friend.accepted", me, "ben");
  expect(foldTies(once, event("friend.accepted", me, "ben"), me)).toBe(once);
});

test("my request that crossed theirs does not undo the friendship it became", () => {
  const friends = after("friend.accepted", me, "ben");
  expect(foldTies(friends, event("friend.requested", me, "ben"), me)).toBe(friends);
});

test("names follow, and who left is gone", () => {
  const renamed = foldTies(
    state,
    { ...event("person.changed", "ada", "ada"), display_name: "Countess" } as LoggiaEvent,
    me,
  );
  expect(renamed.friends.items[0]?.person.display_name).toBe("Countess");
  expect(standingOf(after("person.erased", "ada", "ada"), "ada")).toBe("none");
});
