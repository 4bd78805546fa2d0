/** Which parts of a text are what somebody looked for. Pure. */

export interface Piece {
  text: string;
  found: boolean;
}

/** The text in its order, cut where a word begins with one of those in `q`, as the server finds them. */
export function piecesOf(text: string, q: string): Piece[] {
  const words = q.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return [{ text, found: false }];
  const longestFirst = [...words].sort((a, b) => b.length - a.length).join("|");
  const beginnings = new RegExp(`(?<![\\p{L}\\p{N}])(${longestFirst})`, "iu");
  return text
    .split(beginnings)
    .map((piece, index) => ({ text: piece, found: index % 2 === 1 }))
    .filter((piece) => piece.text !== "");
}
