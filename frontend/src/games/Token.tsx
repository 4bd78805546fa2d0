import type { Seat } from "../api/types";
import { Disc } from "./Disc";
import { rulesOf } from "./kinds";
import { other } from "./rules";

/** What somebody plays with, small, beside their name. */
export function Token({ kind, seat, className = "" }: { kind: string; seat: Seat; className?: string }) {
  const { pieces } = rulesOf(kind);
  const shown = pieces === "light-dark" ? other(seat) : seat;
  return (
    <span
      aria-hidden="true"
      className={`inline-flex shrink-0 ${pieces === "own" ? "" : "discs-dark-light"} ${className}`}
    >
      <Disc seat={shown} />
    </span>
  );
}
