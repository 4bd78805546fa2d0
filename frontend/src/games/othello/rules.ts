import type { Seat } from "../../api/types";
import { type Board, type GameRules, other, squareAt, withSquare } from "../rules";
import { placeFromTop } from "../squares";
import type { Place } from "../useDrag";

export const SIDE = 8;

export function discOf(seat: Seat): string {
  return seat === "first" ? "x" : "o";
}

const WAYS = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => [down, right] as const));

/** The discs that would be turned; none where one may not play. */
export function turned(board: Board, seat: Seat, place: Place): Place[] {
  if (squareAt(board, place.row, place.column) !== ".") return [];
  return WAYS.flatMap(([down, right]) => {
    const run: Place[] = [];
    for (let step = 1; ; step++) {
      const at = { row: place.row + step * down, column: place.column + step * right };
      const disc = squareAt(board, at.row, at.column);
      if (disc === discOf(seat)) return run;
      if (disc !== discOf(other(seat))) return [];
      run.push(at);
    }
  });
}

function mayMove(board: Board, seat: Seat): boolean {
  return board.some((line, row) =>
    [...line].some((_, column) => turned(board, seat, { row, column }).length > 0),
  );
}

export function countOf(board: Board, seat: Seat): number {
  return board.join("").split(discOf(seat)).length - 1;
}

export const rules: GameRules = {
  name: "Othello",
  sides: ["Dark", "Light"],
  pieces: "dark-light",
  typed: "a square, such as d3",
  about: "Enclose the other’s discs between two of yours, and they turn. Whoever has more at the end wins.",
  play: (board, seat, move) => {
    const place = placeFromTop(move);
    if (!place) return undefined;
    const all = [place, ...turned(board, seat, place)];
    if (all.length === 1) return undefined;
    const after = all.reduce((now, at) => withSquare(now, at.row, at.column, discOf(seat)), [...board]);
    // Who cannot move passes; when neither can, it is over.
    const turn = [other(seat), seat].find((each) => mayMove(after, each)) ?? null;
    return { board: after, turn };
  },
};
