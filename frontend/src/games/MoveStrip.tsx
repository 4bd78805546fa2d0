import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";
import type { GameMove } from "../api/types";
import { IconButton } from "../ui/IconButton";

interface MoveStripProps {
  moves: readonly GameMove[];
  /** After how many moves the board is shown; undefined for as it stands. */
  at: number | undefined;
  onGo(at: number | undefined): void;
}

/** The moves so far in one line, and the way back and forth through them. */
export function MoveStrip({ moves, at, onGo }: MoveStripProps) {
  const shown = at ?? moves.length;
  const go = (to: number) => onGo(to >= moves.length ? undefined : Math.max(0, to));
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every move and step
  useEffect(() => {
    const line = list.current;
    const one = line?.querySelector<HTMLElement>("[aria-current]");
    if (line) line.scrollLeft = one ? one.offsetLeft - line.clientWidth / 2 : 0;
  }, [shown, moves.length]);
  return (
    <div className="flex items-center gap-1">
      <IconButton
        icon={ChevronFirst}
        label="To the start"
        aria-disabled={shown === 0}
        onClick={() => go(0)}
      />
      <IconButton
        icon={ChevronLeft}
        label="One move back"
        aria-disabled={shown === 0}
        onClick={() => go(shown - 1)}
      />
      <ol
        ref={list}
        aria-label="Moves"
        className="relative flex min-h-10 min-w-0 grow items-center gap-0.5 overflow-x-auto [scrollbar-width:none]"
      >
        {moves.length === 0 && <li className="px-2 text-note text-faint">No move yet.</li>}
        {moves.map((move, index) => (
          <li key={move.ply} className="flex shrink-0 items-center">
            {index % 2 === 0 && (
              <span data-figures aria-hidden="true" className="pr-0.5 pl-1.5 text-note text-faint">
                {index / 2 + 1}
              </span>
            )}
            <button
              type="button"
              aria-current={index + 1 === shown ? "step" : undefined}
              onClick={() => go(index + 1)}
              className="min-h-8 max-w-40 truncate rounded-small px-1.5 text-note whitespace-nowrap text-soft transition-colors hover:bg-shade hover:text-text aria-[current]:bg-shade aria-[current]:font-[600] aria-[current]:text-text"
            >
              {move.text}
            </button>
          </li>
        ))}
      </ol>
      <IconButton
        icon={ChevronRight}
        label="One move on"
        aria-disabled={at === undefined}
        onClick={() => go(shown + 1)}
      />
      <IconButton
        icon={ChevronLast}
        label="To now"
        edge
        aria-disabled={at === undefined}
        onClick={() => onGo(undefined)}
      />
    </div>
  );
}
