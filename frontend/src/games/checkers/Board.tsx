import { useState } from "react";
import type { Seat } from "../../api/types";
import type { BoardProps } from "../boards";
import { Disc } from "../Disc";
import { indexOf, squareAt } from "../rules";
import { type Place, SquareBoard } from "../SquareBoard";
import { SquareNames } from "../SquareNames";
import { edgeNames, fromBelow } from "../squares";
import { continuing, pathOf, rules, SIDE } from "./rules";
import "./board.css";

/** Tap a piece and then each square it lands on, or drag it to the last. */
export function Board({ game, seat, legal, active, onMove }: BoardProps) {
  const { board } = game;
  const [path, setPath] = useState<string[]>([]);
  // What was begun on another board is not gone on with.
  const begun = active && continuing(legal, path).length > 0 ? path : [];
  const open = continuing(legal, begun);
  const next = new Set(begun.length > 0 ? open.map((move) => pathOf(move)[begun.length]) : []);
  const starts = new Set(active ? legal.map((move) => pathOf(move)[0]) : []);
  const last = game.last_move ? pathOf(game.last_move) : [];

  const go = (so: string[]) => {
    const left = continuing(legal, so);
    const whole = left.find((move) => pathOf(move).length === so.length);
    setPath(whole && left.length === 1 ? [] : so);
    if (whole && left.length === 1) onMove(whole);
  };
  const pick = (place: Place) => {
    const name = fromBelow(place);
    if (next.has(name)) return go([...begun, name]);
    setPath(starts.has(name) && begun[0] !== name ? [name] : []);
  };
  const drop = (from: Place, to: Place) => {
    const [start, end] = [fromBelow(from), fromBelow(to)];
    const ways = legal.filter((move) => pathOf(move)[0] === start && pathOf(move).at(-1) === end);
    const [only] = ways;
    if (only && ways.length === 1) {
      setPath([]);
      onMove(only);
    } else if (continuing(legal, [start, end]).length > 0) {
      go([start, end]);
    }
  };

  const square = (place: Place) => {
    const name = fromBelow(place);
    const piece = squareAt(board, place.row, place.column) ?? ".";
    const owner = ownerOf(piece);
    const king = piece === "X" || piece === "O";
    const dark = (place.row + place.column) % 2 === 1;
    const stone = `${owner ? rules.sides[indexOf(owner)] : "free"}${king ? " king" : ""}`;
    const marks = [
      last.includes(name) ? "square-latest" : "",
      begun.includes(name) ? "square-selected" : "",
      next.has(name) ? "square-target" : "",
      starts.has(name) || next.has(name) ? "cursor-pointer" : "cursor-default",
    ];
    return {
      label: `${name}, ${dark ? stone : "light square"}${next.has(name) ? ", you may land here" : ""}`,
      className: `${dark ? "square-dark" : "square-light"} ${marks.join(" ")}`,
      movable: starts.has(name),
      selected: begun.includes(name),
      content: (
        <>
          <SquareNames {...edgeNames(place, seat === "second")} />
          {owner && (
            <span data-piece className={`checkers-piece ${starts.has(name) ? "checkers-may" : ""}`}>
              <Disc seat={owner} />
              {king && <Crown owner={owner} />}
            </span>
          )}
        </>
      ),
    };
  };

  return (
    <div className="discs-dark-light">
      <SquareBoard
        label="Checkers board"
        rows={SIDE}
        columns={SIDE}
        flipped={seat === "second"}
        square={square}
        onPick={pick}
        onDrop={drop}
        className="squares-framed"
      />
    </div>
  );
}

function Crown({ owner }: { owner: Seat }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="absolute inset-0 size-full">
      <path
        d="m6.8 16-1.3-7 3.6 2.6L12 7.2l2.9 4.4L18.5 9l-1.3 7z"
        className={owner === "first" ? "crown-light" : "crown-dark"}
        strokeWidth="1"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function ownerOf(piece: string): Seat | undefined {
  if (piece === "x" || piece === "X") return "first";
  return piece === "o" || piece === "O" ? "second" : undefined;
}
