import type { Seat } from "../../api/types";
import { Dialog } from "../../ui/Dialog";
import { Piece } from "./Piece";
import { nameOf, PROMOTIONS } from "./rules";

interface PromotionProps {
  seat: Seat;
  /** With the piece's letter, as the move writes it. */
  onPick(piece: string): void;
  /** The pawn stays where it was. */
  onClose(): void;
}

/** What the pawn becomes. */
export function Promotion({ seat, onPick, onClose }: PromotionProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Your pawn becomes a">
      <div className="grid grid-cols-4 gap-2">
        {PROMOTIONS.map((piece) => (
          <button
            key={piece}
            type="button"
            onClick={() => onPick(piece)}
            className="flex flex-col items-center gap-1 rounded-control border border-edge/60 p-2 text-note transition-colors hover:border-edge hover:bg-shade"
          >
            <Piece piece={seat === "first" ? piece.toUpperCase() : piece} className="size-14" />
            {nameOf(piece)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
