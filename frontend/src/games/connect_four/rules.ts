import type { Seat } from "../../api/types";
import { type Board, type GameRules, squareAt, withSquare } from "../rules";

export const COLUMNS = "abcdefg";
export const ROWS = 6;

/** The row from the top where a piece comes to rest; undefined in a full column. */
export function restingRow(board: Board, column: number): number | undefined {
  const row = board.findLastIndex((_, at) => squareAt(board, at, column) === ".");
  return row < 0 ? undefined : row;
}

export function pieceOf(seat: Seat): string {
  return seat === "first" ? "x" : "o";
}

export interface Square {
  row: number;
  column: number;
}

const STEPS = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

/** The squares of every line of four or more. */
export function winningSquares(board: Board): Square[] {
  const found = new Map<string, Square>();
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS.length; column++) {
      for (const [down, right] of STEPS) {
        const line = [0, 1, 2, 3].map((n) => ({ row: row + n * down, column: column + n * right }));
        const pieces = new Set(line.map((square) => squareAt(board, square.row, square.column)));
        const [piece] = pieces;
        if (pieces.size !== 1 || piece === undefined || piece === ".") continue;
        for (const square of line) found.set(`${square.row}.${square.column}`, square);
      }
    }
  }
  return [...found.values()];
}

export const rules: GameRules = {
  name: "Connect Four",
  sides: ["Terracotta", "Ink"],
  pieces: "own",
  typed: "a column, a to g",
  about: "Drop pieces into seven columns; four of yours in a line win.",
  play: (board, seat, move) => {
    const column = COLUMNS.indexOf(move);
    const row = restingRow(board, column);
    if (column < 0 || row === undefined) return undefined;
    return { board: withSquare(board, row, column, pieceOf(seat)) };
  },
  spoken: (move) => `column ${move}`,
};
