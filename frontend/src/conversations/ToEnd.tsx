import { ArrowDown, CornerDownLeft } from "lucide-react";
import { Icon } from "../ui/Icon";
import { countOf } from "../ui/words";

type ToEndProps = {
  /** How many have come below what one sees; undefined at the end. */
  behind: number | undefined;
  busy: boolean;
  onEnd: () => void;
  /** Back to where one jumped from. */
  onBack: (() => void) | undefined;
};

const pill =
  "pointer-events-auto inline-flex min-h-9 animate-appear items-center gap-1.5 rounded-full px-4 text-note font-[550] shadow-float";
const quiet = "border border-line bg-raised text-soft hover:text-text";

/** The ways on from a place in the past, above the foot of the messages. */
export function ToEnd({ behind, busy, onEnd, onBack }: ToEndProps) {
  if (behind === undefined && !onBack) return null;
  return (
    <p className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center gap-2">
      {onBack && (
        <button type="button" onClick={onBack} className={`${pill} ${quiet}`}>
          <Icon of={CornerDownLeft} size={16} />
          Back to where you were
        </button>
      )}
      {behind !== undefined && (
        <button
          type="button"
          data-fresh
          aria-busy={busy}
          onClick={onEnd}
          className={`${pill} ${behind > 0 ? "bg-accent text-on-accent" : quiet}`}
        >
          <Icon of={ArrowDown} size={16} />
          <span data-figures>{behind > 0 ? countOf(behind, "new message") : "To the latest"}</span>
        </button>
      )}
    </p>
  );
}
