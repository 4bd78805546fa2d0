import type { Seat } from "../../api/types";
import { type Board, type GameRules, squareAt, withSquare } from "../rules";
import { placeFromBelow } from "../squares";
import type { Place } from "../useDrag";

export const SIDE = 8;
export const PROMOTIONS = ["q", "r", "b", "n"] as const;

const NAMES: Record<string, string> = {
  p: "pawn",
  n: "knight",
  b: "bishop",
  r: "rook",
  q: "queen",
  k: "king",
};

export function nameOf(piece: string): string {
  return NAMES[piece.toLowerCase()] ?? "";
}

export function ownerOf(piece: string | undefined): Seat | undefined {
  if (piece === undefined || piece === ".") return undefined;
  return piece === piece.toUpperCase() ? "first" : "second";
}

export interface Parts {
  from: Place;
  to: Place;
  promotion: string | undefined;
}

/** The parts of a move as UCI writes it, such as `e7e8q`. */
export function partsOf(move: string): Parts | undefined {
  const [from, to] = [placeFromBelow(move.slice(0, 2)), placeFromBelow(move.slice(2, 4))];
  return from && to && { from, to, promotion: move[4] };
}

export const rules: GameRules = {
  name: "Chess",
  sides: ["White", "Black"],
  pieces: "light-dark",
  typed: "from and to, such as e2e4",
  about: "All the rules, with castling, promotion and draws. Checkmate wins.",
  record: "pgn",
  play: (board, seat, move) => {
    const parts = partsOf(move);
    const piece = parts && squareAt(board, parts.from.row, parts.from.column);
    if (!parts || ownerOf(piece) !== seat || piece === undefined) return undefined;
    const { from, to, promotion } = parts;
    const placed = promotion ? (seat === "first" ? promotion.toUpperCase() : promotion) : piece;
    const kind = piece.toLowerCase();
    let after: Board = withSquare(board, from.row, from.column, ".");
    if (kind === "p" && from.column !== to.column && squareAt(board, to.row, to.column) === ".") {
      // En passant: the pawn that is taken stands beside.
      after = withSquare(after, from.row, to.column, ".");
    }
    if (kind === "k" && Math.abs(from.column - to.column) === 2) after = castled(after, from, to);
    return { board: withSquare(after, to.row, to.column, placed) };
  },
};

/** The rook jumps over the king. */
function castled(board: Board, from: Place, to: Place): Board {
  const corner = to.column > from.column ? SIDE - 1 : 0;
  const rook = squareAt(board, from.row, corner) ?? ".";
  const empty = withSquare(board, from.row, corner, ".");
  return withSquare(empty, from.row, (from.column + to.column) / 2, rook);
}

/** Where the king of whose turn it is stands. */
export function kingOf(board: Board, seat: Seat): Place | undefined {
  const king = seat === "first" ? "K" : "k";
  const row = board.findIndex((line) => line.includes(king));
  return row < 0 ? undefined : { row, column: (board[row] ?? "").indexOf(king) };
}
