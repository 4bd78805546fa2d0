/** Names of squares: a letter for the column from the left, a number for the row. */
import type { Place } from "./useDrag";

/** The row counted from the top, 1 first. */
export function fromTop({ row, column }: Place): string {
  return `${letterOf(column)}${row + 1}`;
}

export function placeFromTop(name: string): Place | undefined {
  const [, letter, row] = /^([a-z])(\d+)$/.exec(name) ?? [];
  return letter && row ? { row: Number(row) - 1, column: letter.charCodeAt(0) - A } : undefined;
}

/** The row counted from first's side, on a board of eight. */
export function fromBelow({ row, column }: Place): string {
  return `${letterOf(column)}${8 - row}`;
}

export function placeFromBelow(name: string): Place | undefined {
  const place = placeFromTop(name);
  return place && { ...place, row: 7 - place.row };
}

export function letterOf(column: number): string {
  return String.fromCharCode(A + column);
}

const A = "a".charCodeAt(0);

export function same(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.row === b.row && a.column === b.column;
}

/** The names to be written into a square of a board of eight: at the left and at the foot, whichever way it stands. */
export function edgeNames(
  { row, column }: Place,
  flipped: boolean,
): { row: number | false; column: string | false } {
  return {
    row: column === (flipped ? 7 : 0) && 8 - row,
    column: row === (flipped ? 0 : 7) && letterOf(column),
  };
}
