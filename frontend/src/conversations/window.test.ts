import { expect, test } from "vitest";
import type { Message } from "../api/types";
import type { MessagesPage, MessagesState } from "./fold";
import { appendPages, edgeOf, newerPlace, olderPlace, prependPage } from "./window";

function message(id: string): Message {
  const author = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
  const text = { body: id, html: id, mentions: [], reactions: [], reply_to: null };
  const rest = { pinned: false, deleted: false, sent_position: 1, position: 1 };
  return { id, conversation: "c", author, created_at: "2026-01-01T00:00:00Z", ...text, ...rest };
}

/** Messages `from` up to before `to`. */
function page(from: number, to: number): MessagesPage {
  const items = Array.from({ length: to - from }, (_, index) => message(`m${from + index}`));
  return { items, position: 100 };
}

const state: MessagesState = {
  conversation: "c",
  pages: [page(1000, 1050)],
  older: { cursor: "past" },
  newer: null,
  position: 100,
};
const ids = (of: MessagesState) => of.pages.flatMap((each) => each.items.map((item) => item.id));

test("older pages stand before the others; what both have stands once", () => {
  const after = prependPage(state, page(998, 1002), edgeOf(null));
  expect(ids(after).slice(0, 4)).toEqual(["m998", "m999", "m1000", "m1001"]);
  expect(ids(after)).toHaveLength(52);
  expect([olderPlace(state), olderPlace(after)]).toEqual([{ cursor: "past" }, null]);
});

test("newer pages stand behind the others, until now is there", () => {
  const before = { ...state, newer: { cursor: "on" } };
  const after = appendPages(before, [page(1050, 1060)], edgeOf(null));
  expect(ids(after).at(-1)).toBe("m1059");
  expect([newerPlace(before), newerPlace(after)]).toEqual([{ cursor: "on" }, null]);
});

test("whoever reads far back leaves now behind, and finds the way again from the last one kept", () => {
  let far = state;
  for (let from = 950; from >= 0; from -= 50) far = prependPage(far, page(from, from + 50), edgeOf("past"));
  expect(ids(far)).toHaveLength(600);
  expect(ids(far)[0]).toBe("m0");
  expect(newerPlace(far)).toEqual({ around: "m599" });
});

test("and the other way round", () => {
  let far: MessagesState = { ...state, newer: { cursor: "on" } };
  for (let from = 1050; from < 2000; from += 50)
    far = appendPages(far, [page(from, from + 50)], edgeOf("on"));
  expect(ids(far)).toHaveLength(600);
  expect(ids(far).at(-1)).toBe("m1999");
  expect(olderPlace(far)).toEqual({ around: "m1400" });
});
