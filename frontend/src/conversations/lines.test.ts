import { expect, test } from "vitest";
import type { MessageRow } from "./data";
import { linesOf } from "./lines";

function message(id: string, position: number, author: string, at: string): MessageRow {
  const person = { id: author, username: author, display_name: author, avatar: null };
  const rest = { conversation: "c", body: id, html: id, reply_to: null, mentions: [], reactions: [] };
  const state = { pinned: false, deleted: false, sent_position: position, position };
  return { id, author: person, created_at: at, ...state, ...rest };
}

const shown = (messages: MessageRow[], readUpTo = 1000) =>
  linesOf(messages, readUpTo, "me")
    .slice(1)
    .map((line) => (line.kind === "message" ? `${line.head ? "head " : ""}${line.key}` : line.kind));

const day = (time: string) => `2026-03-01T${time}:00`;

test("a day stands before its first message", () => {
  const messages = [message("a", 1, "ada", day("23:59")), message("b", 2, "ada", "2026-03-02T00:01:00")];
  expect(shown(messages)).toEqual(["day", "head a", "day", "head b"]);
});

test("one breath of one person has one head; a pause, another person or an answer begins anew", () => {
  const answer = { ...message("e", 5, "ben", day("10:08")), reply_to: "a" };
  const messages = [
    message("a", 1, "ada", day("10:00")),
    message("b", 2, "ada", day("10:01")),
    message("c", 3, "ada", day("10:07")),
    message("d", 4, "ben", day("10:07")),
    answer,
  ];
  expect(shown(messages)).toEqual(["day", "head a", "b", "head c", "head d", "head e"]);
});

test("the line of the new ones stands once, before the first unread of somebody else", () => {
  const messages = [
    message("a", 1, "ada", day("10:00")),
    message("mine", 2, "me", day("10:01")),
    message("b", 3, "ada", day("10:02")),
    message("c", 4, "ada", day("10:02")),
  ];
  expect(shown(messages, 1)).toEqual(["day", "head a", "head mine", "new", "head b", "c"]);
  expect(shown(messages, 4)).not.toContain("new");
});

test("where everything is new there is nothing to set apart", () => {
  expect(shown([message("a", 5, "ada", day("10:00"))], 0)).toEqual(["day", "head a"]);
});
