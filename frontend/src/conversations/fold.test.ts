import { describe, expect, test } from "vitest";
import type { Message } from "../api/types";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import { foldMessages, type MessagesState } from "./fold";

const me = "me";

function message(id: string, position: number, more: Partial<Message> = {}): Message {
  const author = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
  const text = { body: id, html: `<p>${id}</p>`, mentions: [], reactions: [], reply_to: null };
  const state = { pinned: false, deleted: false, sent_position: position, position };
  return { id, conversation: "c", author, created_at: "2026-01-01T00:00:00Z", ...text, ...state, ...more };
}

const state: MessagesState = {
  conversation: "c",
  pages: [{ items: [message("a", 10), message("b", 20)], position: 100 }],
  older: null,
  newer: null,
  position: 100,
};

function event(type: string, fields: object, seq = 200, actor = "ada"): LoggiaEvent {
  const meta = { seq, at: "2026-02-02T00:00:00Z", actor, topics: [] };
  return { type, conversation: "c", ...meta, ...fields } as unknown as LoggiaEvent;
}

const fold = (from: MessagesState, ...events: LoggiaEvent[]) =>
  events.reduce((now, each) => foldMessages(now, each, me), from);
const shown = (of: MessagesState) => of.pages.flatMap((page) => page.items);
const ids = (of: MessagesState) => shown(of).map((each) => each.id);
const sent = (id: string, seq: number, actor = "ada") =>
  event("message.sent", { message: id, body: id, html: id }, seq, actor);

describe("what is said", () => {
  test("comes at the end, once, and only here", () => {
    const after = fold(state, sent("x", 201), sent("x", 201), sent("y", 202));
    expect(ids(after)).toEqual(["a", "b", "x", "y"]);
    expect(fold(state, { ...sent("x", 201), conversation: "d" } as LoggiaEvent)).toBe(state);
  });

  test("before the snapshot was taken is in it", () => {
    expect(fold(state, sent("old", 99))).toBe(state);
  });

  test("does not follow what one reads far back", () => {
    const back: MessagesState = { ...state, newer: "around" };
    expect(fold(back, sent("x", 201), sent("mine", NOT_YET, me))).toBe(back);
  });

  test("gathers in pages, so that there are few of them", () => {
    const many = Array.from({ length: 250 }, (_, i) => sent(`m${i}`, 201 + i));
    const after = fold(state, ...many);
    expect(ids(after)).toHaveLength(252);
    expect(after.pages).toHaveLength(4);
  });

  test("and unsent stands last; the server's takes its place under the same id", () => {
    const mine = sent("mine", NOT_YET, me);
    expect(ids(fold(state, sent("x", 201), mine))).toEqual(["a", "b", "x", "mine"]);
    expect(ids(fold(state, sent("x", 201), sent("mine", 202, me), mine))).toEqual(["a", "b", "x", "mine"]);
  });
});

describe("what becomes of it", () => {
  test("an edit changes the words, also of what has just come; after the deletion there is none", () => {
    const edit = event("message.edited", { message: "x", body: "new", html: "<p>new</p>" }, 203);
    const after = fold(state, sent("x", 201), edit);
    expect(shown(after).at(-1)).toMatchObject({ body: "new", edited_at: "2026-02-02T00:00:00Z" });
    const gone = fold(state, event("message.deleted", { message: "b" }, 201));
    expect(shown(gone)[1]).toMatchObject({ deleted: true, body: "", html: "" });
    const late = event("message.edited", { message: "b", body: "late", html: "late" }, 202);
    expect(fold(gone, late)).toBe(gone);
  });

  test("of somebody who is erased nothing stays", () => {
    const after = fold(state, sent("ben's", 201, "ben"), event("message.erased", {}, 202, "ada"));
    expect(shown(after).map((each) => each.deleted)).toEqual([true, true, false]);
  });

  test("reactions are counted; mine is mine, and counts once however often it is told", () => {
    const react = (actor: string, type = "message.reacted") =>
      event(type, { message: "a", emoji: "👍" }, 201, actor);
    const reactions = (of: MessagesState) => shown(of)[0]?.reactions;
    const two = fold(state, react("ben"), react(me), react(me));
    expect(reactions(two)).toEqual([{ emoji: "👍", count: 2, mine: true }]);
    const one = fold(two, react(me, "message.unreacted"));
    expect(reactions(one)).toEqual([{ emoji: "👍", count: 1, mine: false }]);
    expect(reactions(fold(one, react("ben", "message.unreacted")))).toEqual([]);
  });

  test("what a page was read after does not happen to it again", () => {
    const react = event("message.reacted", { message: "a", emoji: "👍" }, 100, "ben");
    expect(fold(state, react)).toBe(state);
  });

  test("pins come and go, and whom one blocks is not read any more", () => {
    const pinned = fold(state, event("message.pinned", { message: "a" }));
    expect(shown(pinned)[0]?.pinned).toBe(true);
    expect(shown(fold(pinned, event("message.unpinned", { message: "a" })))[0]?.pinned).toBe(false);
    const blocked = fold(state, event("person.blocked", { person: "ada", by: me }, 201, me));
    expect(shown(blocked)).toMatchObject([{ blocked: true, body: "" }, { blocked: true }]);
  });
});
