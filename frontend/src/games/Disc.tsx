import type { Seat } from "../api/types";

/** A round piece. First's has a ring, second's an arch: never told apart by colour alone. */
export function Disc({ seat, className = "" }: { seat: Seat; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" data-disc={seat} className={`disc ${className}`}>
      <circle cx="12" cy="12" r="11" className="disc-body" />
      {seat === "first" ? (
        <circle cx="12" cy="12" r="6.2" className="disc-mark" />
      ) : (
        <path d="M8 17.2v-5.4a4 4 0 0 1 8 0v5.4" className="disc-mark" />
      )}
    </svg>
  );
}
