import { type Board, type GameRules, squareAt, withSquare } from "../rules";
import { placeFromBelow } from "../squares";
import type { Place } from "../useDrag";

export const SIDE = 8;

/** The squares a move touches: where it begins, and every square it lands on. */
export function pathOf(move: string): string[] {
  return move.split(/[-x]/);
}

/** The square jumped over. */
export function between(from: Place, to: Place): Place | undefined {
  if (Math.abs(from.row - to.row) !== 2) return undefined;
  return { row: (from.row + to.row) / 2, column: (from.column + to.column) / 2 };
}

/** Moves that begin along these squares. */
export function continuing(moves: readonly string[], path: readonly string[]): string[] {
  return moves.filter((move) => path.every((square, at) => pathOf(move)[at] === square));
}

export const rules: GameRules = {
  name: "Checkers",
  sides: ["Dark", "Light"],
  pieces: "dark-light",
  typed: "c3-d4, or c3xe5 to take",
  about: "Move along the diagonals and jump to take; taking is a must. A man on the last row becomes a king.",
  play: (board, seat, move) => {
    const places = pathOf(move).map(placeFromBelow);
    const [from, to] = [places[0], places.at(-1)];
    if (!from || !to) return undefined;
    const piece = squareAt(board, from.row, from.column);
    if (!piece || piece === ".") return undefined;
    let after: Board = withSquare(board, from.row, from.column, ".");
    places.forEach((place, at) => {
      const before = places[at - 1];
      const taken = before && place && between(before, place);
      if (taken) after = withSquare(after, taken.row, taken.column, ".");
    });
    const crowned = to.row === (seat === "first" ? 0 : SIDE - 1) ? piece.toUpperCase() : piece;
    return { board: withSquare(after, to.row, to.column, crowned) };
  },
};
