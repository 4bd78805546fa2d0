import type { Seat } from "../../api/types";
import { type Board, type GameRules, indexOf, other } from "../rules";
import { fromTop, placeFromTop } from "../squares";
import type { Place } from "../useDrag";

export const SIDE = 10;
/** The lengths in the order in which they are laid. */
export const SHIPS = [5, 4, 3, 3, 2] as const;
export const SHIP_NAMES = ["carrier", "battleship", "cruiser", "submarine", "boat"] as const;

export interface Ship extends Place {
  /** To the right, or down. */
  across: boolean;
}

/** One sea of the two that stand side by side on the board. */
export function seaOf(board: Board, owner: Seat): string[] {
  return board.map((line) => line.split(" ")[indexOf(owner)] ?? "");
}

export function squaresOf(ship: Ship, length: number): Place[] {
  return Array.from({ length }, (_, part) => ({
    row: ship.row + (ship.across ? 0 : part),
    column: ship.column + (ship.across ? part : 0),
  }));
}

/** Whether it lies within the sea, and on none of the others. */
export function fits(ship: Ship, length: number, others: readonly Place[]): boolean {
  return squaresOf(ship, length).every(
    (square) =>
      square.row >= 0 &&
      square.row < SIDE &&
      square.column >= 0 &&
      square.column < SIDE &&
      !others.some((each) => each.row === square.row && each.column === square.column),
  );
}

/** All squares of a fleet but those of one ship. */
export function othersOf(fleet: readonly Ship[], but: number): Place[] {
  return fleet.flatMap((ship, at) => (at === but ? [] : squaresOf(ship, SHIPS[at] ?? 0)));
}

/** A fleet somewhere; `random` gives numbers from 0 to below 1. */
export function randomFleet(random: () => number): Ship[] {
  const fleet: Ship[] = [];
  const upTo = (count: number) => Math.floor(random() * count);
  while (fleet.length < SHIPS.length) {
    const at = fleet.length;
    const ship = { row: upTo(SIDE), column: upTo(SIDE), across: random() < 0.5 };
    if (fits(ship, SHIPS[at] ?? 0, othersOf(fleet, at))) fleet.push(ship);
  }
  return fleet;
}

/** A fleet as a move, such as `a1h c3v e5h g7v i9h`. */
export function moveOf(fleet: readonly Ship[]): string {
  return fleet.map((ship) => `${fromTop(ship)}${ship.across ? "h" : "v"}`).join(" ");
}

/** Whether this seat's ships lie in its sea already, as far as the board shows. */
export function isLaid(board: Board, seat: Seat): boolean {
  return /[A-Ex#]/.test(seaOf(board, seat).join(""));
}

export const rules: GameRules = {
  name: "Battleship",
  sides: ["Terracotta fleet", "Ink fleet"],
  pieces: "own",
  typed: "a square, such as b5",
  about: "Lay five ships where nobody sees them, then find and sink the other’s, a shot each in turn.",
  play: (board, seat, move) => {
    if (move.includes(" ")) return { board: laid(board, seat, move), turn: other(seat) };
    // Whether a shot hits only the server knows.
    return undefined;
  },
  typedNow: (game, seat) => (isLaid(game.board, seat) ? undefined : "a fleet, such as a1h c3v e5h g7v i9h"),
  task: (game, seat) => (isLaid(game.board, seat) ? undefined : "Lay your fleet."),
  spoken: (_, text) => text.replace(/ /, ", "),
};

function laid(board: Board, seat: Seat, move: string): string[] {
  const letters = new Map<string, string>();
  move.split(" ").forEach((placement, at) => {
    const start = placeFromTop(placement.slice(0, -1));
    if (!start) return;
    const ship = { ...start, across: placement.endsWith("h") };
    for (const square of squaresOf(ship, SHIPS[at] ?? 0)) letters.set(fromTop(square), "ABCDE"[at] ?? ".");
  });
  return board.map((line, row) => {
    const seas = line.split(" ");
    const own = [...(seas[indexOf(seat)] ?? "")].map(
      (was, column) => letters.get(fromTop({ row, column })) ?? was,
    );
    return seas.with(indexOf(seat), own.join("")).join(" ");
  });
}
