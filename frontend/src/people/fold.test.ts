import { expect, test } from "vitest";
import type { LoggiaEvent } from "../net/events";
import { foldNames, foldProfile, type ProfileState } from "./fold";

const ada = { id: "ada", username: "ada", display_name: "Ada", avatar: "https://x.test/a.png" };
const state: ProfileState = {
  person: { ...ada, bio: "Numbers.", joined_at: "2026-01-01T00:00:00Z" },
  position: 100,
};

function event(type: string, fields: object, seq = 200): LoggiaEvent {
  return {
    type,
    person: "ada",
    seq,
    at: "2026-02-02T00:00:00Z",
    actor: "ada",
    topics: [],
    ...fields,
  } as unknown as LoggiaEvent;
}

test("a profile takes what was changed and keeps the rest", () => {
  const after = foldProfile(state, event("person.changed", { bio: "Engines." }), "me");
  expect(after.person).toEqual({ ...state.person, bio: "Engines." });
});

test("an empty picture is none", () => {
  expect(foldProfile(state, event("person.changed", { avatar: "" }), "me").person.avatar).toBeNull();
});

test("what is older than the profile, or another's, changes nothing", () => {
  expect(foldProfile(state, event("person.changed", { bio: "old" }, 100), "me")).toBe(state);
  expect(foldProfile(state, event("person.changed", { person: "ben", bio: "x" }), "me")).toBe(state);
});

test("of somebody erased nothing is left, in profile and names", () => {
  expect(foldProfile(state, event("person.erased", {}), "me").person).toMatchObject({
    username: "",
    display_name: "Somebody who left",
    bio: "",
    avatar: null,
  });
  expect(foldNames(new Map([["ada", ada]]), event("person.erased", {})).get("ada")?.username).toBe("");
});

test("names follow changes; strangers' names are not collected", () => {
  const names = new Map([["ada", ada]]);
  const after = foldNames(names, event("person.changed", { display_name: "Countess" }));
  expect(after.get("ada")).toEqual({ ...ada, display_name: "Countess" });
  expect(foldNames(names, event("person.changed", { person: "ben", display_name: "B" }))).toBe(names);
});
