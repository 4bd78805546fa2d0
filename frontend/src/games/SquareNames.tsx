import { letterOf } from "./squares";
import type { Place } from "./useDrag";

const SIDE = 8;

/** The rows' and columns' names, in the squares at the edge. */
export function SquareNames({ place, flipped }: { place: Place; flipped: boolean }) {
  const [left, bottom] = flipped ? [SIDE - 1, 0] : [0, SIDE - 1];
  return (
    <>
      {place.column === left && (
        <span aria-hidden="true" data-rank className="square-name">
          {SIDE - place.row}
        </span>
      )}
      {place.row === bottom && (
        <span aria-hidden="true" data-file className="square-name">
          {letterOf(place.column)}
        </span>
      )}
    </>
  );
}
