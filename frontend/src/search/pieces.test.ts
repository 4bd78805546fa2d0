import { expect, test } from "vitest";
import { piecesOf } from "./pieces";

const shown = (text: string, q: string) =>
  piecesOf(text, q)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join("");

test.each([
  ["Bread and cheese", "bread", "[Bread] and cheese"],
  ["Bread and cheese", "che br", "[Br]ead and [che]ese"],
  // Only beginnings of words are found.
  ["Gingerbread", "bread", "Gingerbread"],
  ["Über den Fluß", "fluß über", "[Über] den [Fluß]"],
  ["a bra bread", "b bread", "a [b]ra [bread]"],
  ["1 + 1 = 2", "+ (", "1 + 1 = 2"],
])("%j for %j", (text, q, result) => {
  expect(shown(text, q)).toBe(result);
});
