import { expect, test } from "vitest";
import type { Remark } from "../api/types";
import type { LoggiaEvent } from "../net/events";
import { appendPage, foldRemarks, type RemarksState } from "./fold";

const at = "2026-01-01T00:00:00Z";
const cyd = { id: "cyd", username: "cyd", display_name: "Cyd", avatar: null };

function remark(id: string, position: number, sender = cyd): Remark {
  return { id, game: "g", sender, body: `what ${id} says`, created_at: at, position };
}

const state: RemarksState = { game: "g", items: [remark("a", 5)], next: "more", position: 10 };

function event(type: LoggiaEvent["type"], fields: object = {}): LoggiaEvent {
  return { type, seq: 11, at, actor: "cyd", topics: [], game: "g", ...fields } as LoggiaEvent;
}

const ids = (...events: LoggiaEvent[]) =>
  events.reduce((now, each) => foldRemarks(now, each, "me"), state).items.map((item) => item.id);

test("what is said comes first, once, and only at its game", () => {
  const said = event("spectator.said", { remark: "b", body: "Hm." });
  expect(ids(said)).toEqual(["b", "a"]);
  expect(ids(said, said)).toEqual(["b", "a"]);
  expect(ids(event("spectator.said", { remark: "b", body: "Hm.", game: "other" }))).toEqual(["a"]);
  expect(ids(event("spectator.said", { remark: "b", body: "Hm.", seq: 10 }))).toEqual(["a"]);
});

test("what somebody said goes when they are erased, or blocked by me", () => {
  expect(ids(event("spectator.erased"))).toEqual([]);
  expect(ids(event("spectator.erased", { actor: "dan" }))).toEqual(["a"]);
  expect(ids(event("person.blocked", { actor: "me", by: "me", person: "cyd" }))).toEqual([]);
});

test("a new name is everywhere", () => {
  const changed = event("person.changed", { person: "cyd", display_name: "Cydney" });
  expect(foldRemarks(state, changed, "me").items[0]?.sender.display_name).toBe("Cydney");
});

test("an older page goes behind what is there", () => {
  const next = appendPage(state, [remark("a", 5), remark("z", 3)], null);
  expect([next.items.map((item) => item.id), next.next]).toEqual([["a", "z"], null]);
});
