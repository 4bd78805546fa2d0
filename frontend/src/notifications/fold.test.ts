import { expect, test } from "vitest";
import type { Notification } from "../api/types";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import { appendPage, counted, foldNotifications, type NotificationsState, nextCursor, read } from "./fold";

const ada = { id: "ada", username: "ada", display_name: "Ada", avatar: null };

function notification(id: string, position: number, unread = true): Notification {
  const rest = { actors: [ada], count: 1, about: { post: "p" }, created_at: "2026-01-01T00:00:00Z" };
  return { id, kind: "like", ...rest, position, unread };
}

function state(...items: Notification[]): NotificationsState {
  return { pages: [{ items, next: "more" }], unread: items.length, due: 0, position: 10 };
}

function event(type: LoggiaEvent["type"], fields: object = {}): LoggiaEvent {
  const meta = { seq: 11, at: "2026-01-01T00:00:00Z", actor: "ada", topics: ["person:me"] };
  return { type, ...meta, ...fields } as LoggiaEvent;
}

const due = (...events: LoggiaEvent[]) =>
  events.reduce((before, each) => foldNotifications(before, each, "me"), state()).due;

test("what others do to what is mine is worth looking", () => {
  expect(due(event("post.liked", { post: "p", author: "me" }))).toBe(11);
  expect(due(event("comment.added", { post: "p" }))).toBe(11);
  expect(due(event("friend.requested", { person: "me" }))).toBe(11);
  expect(due(event("message.sent", { mentions: ["me"] }))).toBe(11);
});

test("what I do, what was not sent to me, what is unsent and what was read already is not", () => {
  expect(due(event("post.liked", { actor: "me" }))).toBe(0);
  expect(due(event("post.liked", { topics: ["post:p"] }))).toBe(0);
  expect(due(event("post.liked", { seq: NOT_YET }))).toBe(0);
  expect(due(event("post.liked", { seq: 10 }))).toBe(0);
  expect(due(event("message.sent", { mentions: [] }))).toBe(0);
});

test("an answer given in another tab is looked for, too", () => {
  expect(due(event("friend.accepted", { actor: "me", person: "ada" }))).toBe(11);
});

test("whoever changes their name changes it here", () => {
  const changed = event("person.changed", { person: "ada", display_name: "Ada W." });
  const next = foldNotifications(state(notification("a", 5)), changed, "me");
  expect(next.pages[0]?.items[0]?.actors[0]?.display_name).toBe("Ada W.");
});

test("read up to a position leaves what came after it", () => {
  const next = read(state(notification("b", 9), notification("a", 5)), 5, 1);
  expect(next.pages[0]?.items.map((item) => item.unread)).toEqual([true, false]);
  expect(next.unread).toBe(1);
});

test("a count that is older than the list is left", () => {
  const known = state(notification("b", 9));
  const marker = { up_to: 5, unread: 7, position: known.position - 1 };
  expect(counted(known, marker)).toBe(known);
  expect(counted(known, { ...marker, position: known.position }).unread).toBe(7);
});

test("whose turn it is is told until they move, and only them", () => {
  const players = { game: "g", first: "me", second: "ada" };
  expect(due(event("game.moved", { ...players, awaits: ["first"] }))).toBe(11);
  expect(due(event("game.moved", { ...players, awaits: ["second"] }))).toBe(0);
  const turn: Notification = { ...notification("t", 9), kind: "game_turn", about: { game: "g" } };
  const mine = event("game.moved", { ...players, actor: "me", awaits: ["second"] });
  const next = foldNotifications(state(turn, notification("a", 5)), mine, "me");
  expect(next.pages[0]?.items.map((item) => item.id)).toEqual(["a"]);
  expect([next.unread, next.due]).toEqual([1, 0]);
});

test("whoever looks at a game has read what is about it, nothing else", () => {
  const turn: Notification = { ...notification("t", 9), kind: "game_turn", about: { game: "g" } };
  const next = read(state(turn, notification("a", 5)), 9, 1, "g");
  expect(next.pages[0]?.items.map((item) => item.unread)).toEqual([false, true]);
  expect(next.unread).toBe(1);
});

test("a next page adds what is not there yet, and says where it goes on", () => {
  const next = appendPage(state(notification("b", 9)), {
    items: [notification("b", 9), notification("a", 5)],
    next: null,
  });
  expect(next.pages.flatMap((page) => page.items.map((item) => item.id))).toEqual(["b", "a"]);
  expect([nextCursor(state()), nextCursor(next)]).toEqual(["more", null]);
});
