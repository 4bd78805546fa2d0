/** What this browser knows of each kind's rules: enough to show a move at once. Who is right is the server's to say. */
import type { Game, Seat } from "../api/types";

/** Rows of text from the top, as the kind's `board_format` says. */
export type Board = readonly string[];

export interface Played {
  board: string[];
  /** Whose turn it is then; the other's, unless said. */
  turn?: Seat | null;
}

export interface GameRules {
  name: string;
  /** What first and second are called, with what they play. */
  sides: readonly [string, string];
  /** What the pieces look like: each player's own colour, or dark and light as first and second have them. */
  pieces: "own" | "dark-light" | "light-dark";
  /** How a move is typed, in a few words. */
  typed: string;
  /** One sentence for who has never played it. */
  about: string;
  /** The board after a legal move; undefined where only the server can say what it does. */
  play(board: Board, seat: Seat, move: string): Played | undefined;
  /** The same for a seat that has something else to do first. */
  typedNow?(game: Game, seat: Seat): string | undefined;
  /** What whoever may move has to do; "It is your turn." unless said. */
  task?(game: Game, seat: Seat): string | undefined;
  /** The ending of its own programs' record, such as `pgn`; JSON unless said. */
  record?: string;
  /** What to read out for a move; its notation unless said. */
  spoken?(move: string, text: string): string;
}

export function other(seat: Seat): Seat {
  return seat === "first" ? "second" : "first";
}

export function indexOf(seat: Seat): 0 | 1 {
  return seat === "first" ? 0 : 1;
}

/** The board with one square, counted from the top left, changed. */
export function withSquare(board: Board, row: number, column: number, piece: string): string[] {
  return board.map((line, at) =>
    at === row ? line.slice(0, column) + piece + line.slice(column + 1) : line,
  );
}

export function squareAt(board: Board, row: number, column: number): string | undefined {
  return board[row]?.[column];
}
