import { RotateCw, Shuffle } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/Button";
import { type Place, SquareBoard } from "../SquareBoard";
import { fromTop, same } from "../squares";
import { fits, moveOf, othersOf, randomFleet, SHIP_NAMES, SHIPS, type Ship, SIDE, squaresOf } from "./rules";
import { SeaNames } from "./Sea";

/** Where the fleet is laid: drag a ship, tap it to turn it, or begin from another arrangement. */
export function Harbour({ onLay }: { onLay: (move: string) => void }) {
  const [fleet, setFleet] = useState(() => randomFleet(Math.random));
  const [chosen, setChosen] = useState<number>();
  const [refused, setRefused] = useState("");

  const shipAt = (place: Place) =>
    fleet.findIndex((ship, at) => squaresOf(ship, SHIPS[at] ?? 0).some((square) => same(square, place)));

  const put = (at: number, ship: Ship) => {
    const length = SHIPS[at] ?? 0;
    const inside = within(ship, length);
    const free = fits(inside, length, othersOf(fleet, at));
    setRefused(free ? "" : `The ${SHIP_NAMES[at]} does not fit there.`);
    if (free) setFleet(fleet.with(at, inside));
  };
  const turn = (at: number, about: Place) => {
    const ship = fleet[at];
    if (ship) put(at, { ...about, across: !ship.across });
  };
  const pick = (place: Place) => {
    const at = shipAt(place);
    if (at >= 0 && at === chosen) return turn(at, fleet[at] ?? place);
    if (at >= 0) return setChosen(at);
    const ship = chosen === undefined ? undefined : fleet[chosen];
    if (ship && chosen !== undefined) put(chosen, { ...place, across: ship.across });
  };
  const drop = (from: Place, to: Place) => {
    const at = shipAt(from);
    const ship = fleet[at];
    if (!ship) return;
    const [down, right] = [to.row - from.row, to.column - from.column];
    put(at, { ...ship, row: ship.row + down, column: ship.column + right });
  };

  const square = (place: Place) => {
    const at = shipAt(place);
    return {
      label: `${fromTop(place)}, ${at < 0 ? "water" : SHIP_NAMES[at]}${at >= 0 && at === chosen ? ", chosen" : ""}`,
      className: `sea-square ${at < 0 ? "" : "cursor-grab"}`,
      movable: at >= 0,
      selected: at >= 0 && at === chosen,
      content: (
        <>
          <SeaNames place={place} />
          {at >= 0 && <span data-piece className={`sea-ship ${at === chosen ? "sea-chosen" : ""}`} />}
        </>
      ),
    };
  };

  return (
    <section aria-label="Lay your fleet" className="mx-auto max-w-[30rem]">
      <SquareBoard
        label="Your sea"
        rows={SIDE}
        columns={SIDE}
        square={square}
        onPick={pick}
        onDrop={drop}
        onTake={(place) => setChosen(shipAt(place))}
        className="squares-framed sea"
      />
      <p aria-live="polite" className="mt-2 min-h-5 text-note text-soft">
        {refused || "Drag a ship, or choose one and tap where it goes. Tap it again to turn it."}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button look="primary" onClick={() => onLay(moveOf(fleet))}>
          Lay the fleet
        </Button>
        <Button icon={Shuffle} onClick={() => setFleet(randomFleet(Math.random))}>
          Another one
        </Button>
        <Button
          icon={RotateCw}
          disabled={chosen === undefined}
          onClick={() => chosen !== undefined && turn(chosen, fleet[chosen] ?? { row: 0, column: 0 })}
        >
          Turn it
        </Button>
      </div>
    </section>
  );
}

/** Moved back from beyond the edge. */
function within(ship: Ship, length: number): Ship {
  const [rows, columns] = ship.across ? [1, length] : [length, 1];
  return {
    ...ship,
    row: Math.min(Math.max(ship.row, 0), SIDE - rows),
    column: Math.min(Math.max(ship.column, 0), SIDE - columns),
  };
}
