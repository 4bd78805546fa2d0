import { expect, test } from "vitest";
import { begunAt, finished, fitting } from "./mentions";

test.each([
  ["@", 1, { from: 0, part: "" }],
  ["hello @ad", 9, { from: 6, part: "ad" }],
  ["(@ad", 4, { from: 1, part: "ad" }],
  ["hello @ad you", 9, { from: 6, part: "ad" }],
  ["ada@example", 11, undefined],
  ["hello @ad ", 10, undefined],
  ["no name", 7, undefined],
])("in %j at %i the name is %j", (text, caret, begun) => {
  expect(begunAt(text, caret)).toEqual(begun);
});

test("people fit by username or by any of their names", () => {
  const person = (username: string, display_name: string) => ({ id: username, username, display_name });
  const people = [person("ada", "Ada Winter"), person("ben", "Benedict Adams"), person("cleo", "Cleo")];
  expect(fitting(people, "AD").map((each) => each.username)).toEqual(["ada", "ben"]);
  expect(fitting(people, "wint").map((each) => each.username)).toEqual(["ada"]);
  expect(fitting(people, "").length).toBe(3);
});

test("the whole name takes the place of the part, with one space after it", () => {
  expect(finished("hello @ad you", { from: 6, part: "ad" }, "ada")).toEqual({
    text: "hello @ada you",
    caret: 11,
  });
  expect(finished("@", { from: 0, part: "" }, "ben")).toEqual({ text: "@ben ", caret: 5 });
});
