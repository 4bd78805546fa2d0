import { expect, test } from "vitest";
import type { Message } from "../api/types";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import { foldPins, type PinsState } from "./pinsFold";

function message(id: string): Message {
  const author = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
  const text = { body: id, html: id, mentions: [], reactions: [], reply_to: null };
  const rest = { pinned: true, deleted: false, sent_position: 1, position: 1 };
  return { id, conversation: "c", author, created_at: "2026-01-01T00:00:00Z", ...text, ...rest };
}

const state: PinsState = { conversation: "c", items: [message("b"), message("a")], due: 0, position: 10 };

function after(type: string, fields: object, seq = 11): PinsState {
  const meta = { seq, at: "2026-02-02T00:00:00Z", actor: "ada", topics: [], conversation: "c" };
  return foldPins(state, { type, ...meta, ...fields } as unknown as LoggiaEvent, "me");
}
const ids = (of: PinsState) => of.items.map((each) => each.id);

test("a pin that is taken off goes, and so does what is deleted or erased", () => {
  expect(ids(after("message.unpinned", { message: "b" }))).toEqual(["a"]);
  expect(ids(after("message.unpinned", { message: "b" }, NOT_YET))).toEqual(["a"]);
  expect(ids(after("message.deleted", { message: "a" }))).toEqual(["b"]);
  expect(ids(after("message.erased", {}))).toEqual([]);
});

test("a new pin is worth asking for, here and once it is there", () => {
  expect(after("message.pinned", { message: "x" }).due).toBe(11);
  expect(after("message.pinned", { message: "x", conversation: "d" })).toBe(state);
  expect(after("message.pinned", { message: "x" }, NOT_YET)).toBe(state);
  expect(after("message.pinned", { message: "a" })).toBe(state);
});

test("an edit changes what stands there; what the list was read after does not", () => {
  const edit = { message: "a", body: "new", html: "<p>new</p>" };
  expect(after("message.edited", edit).items[1]?.body).toBe("new");
  expect(after("message.edited", edit, 10)).toBe(state);
});
