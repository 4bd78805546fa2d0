import { expect, test } from "vitest";
import { linesOf } from "./lines";
import type { MessageRow } from "./messages";

function message(id: string, position: number, author: string, at: string): MessageRow {
  const person = { id: author, username: author, display_name: author, avatar: null };
  const rest = { conversation: "c", body: id, html: id, reply_to: null, mentions: [], reactions: [] };
  const state = { pinned: false, deleted: false, sent_position: position, position };
  return { id, author: person, created_at: at, ...state, ...rest };
}

const shown = (messages: MessageRow[], readUpTo = 1000) =>
  linesOf(messages, readUpTo, "me", { begun: true, atNow: true }).map((line) =>
    line.kind === "message" ? `${line.head ? "head " : ""}${line.key}` : line.kind,
  );

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

test("where what one has read is not there yet, nothing says that it ends", () => {
  const messages = [message("a", 5, "ada", day("10:00")), message("b", 6, "ada", day("10:00"))];
  expect(shown(messages, 3)).toEqual(["day", "head a", "b"]);
});

test("above the first of several there is room for those before it, below the last for those after it", () => {
  const messages = [message("a", 1, "ada", day("10:00")), message("b", 2, "ada", day("10:00"))];
  const lines = linesOf(messages, 9, "me", { begun: false, atNow: false });
  expect(lines.map((line) => line.kind)).toEqual(["message", "message", "further"]);
});
