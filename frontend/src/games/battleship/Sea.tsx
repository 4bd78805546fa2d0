import { type Place, SquareBoard } from "../SquareBoard";
import { SquareNames } from "../SquareNames";
import { fromTop, letterOf, same } from "../squares";
import { SIDE } from "./rules";

const WORDS: Record<string, string> = { x: "hit", "#": "sunk", o: "miss", ".": "water" };

interface SeaProps {
  /** Whose sea it is, as its heading. */
  title: string;
  note?: string | undefined;
  sea: readonly string[];
  last: Place | undefined;
  /** Whether a square may be shot at now. */
  open?: ((place: Place) => boolean) | undefined;
  onShoot?: ((place: Place) => void) | undefined;
  /** Less room: the sea that is not shot at now. */
  small?: boolean;
}

/** One sea of ten by ten with what is known of it. */
export function Sea({ title, note, sea, last, open, onShoot, small = false }: SeaProps) {
  const square = (place: Place) => {
    const sign = sea[place.row]?.[place.column] ?? ".";
    const may = open?.(place) ?? false;
    return {
      label: `${fromTop(place)}, ${WORDS[sign] ?? "ship"}${same(last, place) ? ", last shot" : ""}`,
      className: `sea-square ${may ? "sea-open cursor-crosshair" : "cursor-default"} ${same(last, place) ? "sea-last" : ""}`,
      content: (
        <>
          {!small && <SeaNames place={place} />}
          <Sign sign={sign} />
        </>
      ),
    };
  };
  return (
    <section aria-label={title} className={`min-w-0 ${small ? "sea-small" : ""}`}>
      <p className="mb-1 flex items-baseline justify-between gap-2 text-note">
        <span className="font-[600]">{title}</span>
        <span className="text-soft">{note}</span>
      </p>
      <SquareBoard
        label={title}
        rows={SIDE}
        columns={SIDE}
        square={square}
        onPick={(place) => open?.(place) && onShoot?.(place)}
        className="squares-framed sea"
      />
    </section>
  );
}

/** Columns along the top, rows down the left. */
export function SeaNames({ place: { row, column } }: { place: Place }) {
  return <SquareNames row={column === 0 && row + 1} column={row === 0 && letterOf(column)} />;
}

function Sign({ sign }: { sign: string }) {
  if (sign === ".") return null;
  if (sign === "o") return <span className="sea-miss" />;
  return (
    <>
      <span className={`sea-ship ${sign === "#" ? "sea-sunk" : ""}`} />
      {(sign === "x" || sign === "#") && (
        <svg viewBox="0 0 24 24" aria-hidden="true" className="sea-hit">
          <path d="M6 6l12 12M18 6L6 18" strokeWidth="3" strokeLinecap="round" />
        </svg>
      )}
    </>
  );
}
