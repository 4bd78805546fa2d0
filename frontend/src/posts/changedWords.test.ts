import { expect, it } from "vitest";
import { changedWords } from "./changedWords";

it("shows a changed word between words that stayed", () => {
  expect(changedWords("the old arch stands", "the new arch stands")).toEqual([
    { text: "the ", change: "kept" },
    { text: "old", change: "removed" },
    { text: "new", change: "added" },
    { text: " arch stands", change: "kept" },
  ]);
});

it.each([
  ["", "all new"],
  ["all gone", ""],
  ["same", "same"],
  ["a b c d e", "c a e b d"],
  ["one\n\ntwo  three", "one two\n\nthree four"],
])("loses nothing between %j and %j", (before, after) => {
  const pieces = changedWords(before, after);
  const join = (without: string) =>
    pieces
      .filter(({ change }) => change !== without)
      .map(({ text }) => text)
      .join("");
  expect(join("removed")).toBe(after);
  expect(join("added")).toBe(before);
});

it("gives up on telling words apart when the texts are very long", () => {
  const long = "word ".repeat(3000);
  expect(changedWords(long, `${long}more`).map(({ change }) => change)).toEqual(["removed", "added"]);
});
