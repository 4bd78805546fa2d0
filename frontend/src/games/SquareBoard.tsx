import { type CSSProperties, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { type Place, placeOf, useDrag, useSlide } from "./useDrag";

export type { Place } from "./useDrag";

export interface Square {
  /** What a screen reader says of it: its name, and what stands on it. */
  label: string;
  content?: ReactNode;
  className?: string | undefined;
  /** What stands on it may be dragged. */
  movable?: boolean;
  selected?: boolean;
}

interface SquareBoardProps {
  label: string;
  rows: number;
  columns: number;
  /** Seen from the other side. */
  flipped?: boolean;
  square(place: Place): Square;
  onPick(place: Place): void;
  onDrop?(from: Place, to: Place): void;
  /** Something is taken up to be dragged. */
  onTake?(from: Place): void;
  /** There is nothing to take up: a finger may slide to the square that is meant. */
  slides?: boolean;
  /** A mouse rests over it; undefined when it leaves the board. */
  onHover?(place: Place | undefined): void;
  className?: string;
}

/** Squares in rows, counted from the top left. Tap or drag; arrow keys walk, Enter picks. */
export function SquareBoard(props: SquareBoardProps) {
  const { label, rows, columns, flipped = false, slides = false, className = "" } = props;
  const { square, onPick, onDrop, onTake, onHover } = props;
  const [here, setHere] = useState<Place>({ row: flipped ? 0 : rows - 1, column: Math.floor(columns / 2) });
  const grid = useRef<HTMLDivElement>(null);
  const drag = useDrag(grid, onDrop, onTake);
  const slide = useSlide(slides, onPick);
  const inOrder = (count: number) => {
    const all = Array.from({ length: count }, (_, at) => at);
    return flipped ? all.toReversed() : all;
  };

  const walk = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const way = flipped ? -1 : 1;
    const from = placeOf((event.target as Element).closest("[data-at]")) ?? here;
    const row = clamp(from.row + step[0] * way, rows);
    const column = clamp(from.column + step[1] * way, columns);
    setHere({ row, column });
    onHover?.({ row, column });
    grid.current?.querySelector<HTMLElement>(`[data-at="${row}.${column}"]`)?.focus();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table has no squares to walk
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      onKeyDown={walk}
      onPointerLeave={() => onHover?.(undefined)}
      {...drag}
      {...slide}
      style={{ "--columns": columns, "--rows": rows } as CSSProperties}
      className={`squares ${className}`}
    >
      {inOrder(rows).map((row) => (
        // biome-ignore lint/a11y/useSemanticElements: see above
        // biome-ignore lint/a11y/useFocusableInteractive: its squares are
        <div key={row} role="row" className="contents">
          {inOrder(columns).map((column) => {
            const one = square({ row, column });
            const focused = here.row === row && here.column === column;
            return (
              // biome-ignore lint/a11y/useSemanticElements: a button that is a square
              <button
                key={column}
                type="button"
                role="gridcell"
                data-at={`${row}.${column}`}
                data-movable={one.movable || undefined}
                aria-label={one.label}
                aria-selected={one.selected ?? false}
                tabIndex={focused ? 0 : -1}
                onFocus={() => setHere({ row, column })}
                onPointerEnter={() => onHover?.({ row, column })}
                onClick={() => onPick({ row, column })}
                className={`square ${one.className ?? ""}`}
              >
                {one.content}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}

const STEPS: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function clamp(at: number, count: number): number {
  return Math.min(Math.max(at, 0), count - 1);
}
