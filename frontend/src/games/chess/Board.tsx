import { useState } from "react";
import type { BoardProps } from "../boards";
import { indexOf, squareAt } from "../rules";
import { type Place, SquareBoard } from "../SquareBoard";
import { SquareNames } from "../SquareNames";
import { edgeNames, fromBelow, same } from "../squares";
import { Piece } from "./Piece";
import { Promotion } from "./Promotion";
import { kingOf, nameOf, ownerOf, partsOf, rules, SIDE } from "./rules";
import "./board.css";

/** Tap a piece and where it goes, or drag it there. */
export function Board({ game, lastText, seat, legal, active, onMove }: BoardProps) {
  const { board } = game;
  const [from, setFrom] = useState<string>();
  /** A pawn that has reached the end, until it is said what it becomes. */
  const [promoting, setPromoting] = useState<string>();
  const chosen = active && legal.some((move) => move.slice(0, 2) === from) ? from : undefined;
  const targets = new Set(
    legal.filter((move) => move.slice(0, 2) === chosen).map((move) => move.slice(2, 4)),
  );
  const starts = new Set(legal.map((move) => move.slice(0, 2)));
  const last = game.last_move ? partsOf(game.last_move) : undefined;
  const inCheck = /[+#]$/.test(lastText ?? "")
    ? kingOf(board, game.ply % 2 === 0 ? "first" : "second")
    : undefined;

  const go = (start: string, end: string) => {
    const ways = legal.filter((move) => move.slice(0, 4) === start + end);
    setFrom(undefined);
    const [only] = ways;
    if (only && ways.length === 1) onMove(only);
    else if (only) setPromoting(start + end);
  };
  const pick = (place: Place) => {
    const name = fromBelow(place);
    if (chosen && targets.has(name)) return go(chosen, name);
    setFrom(starts.has(name) && chosen !== name ? name : undefined);
  };

  const square = (place: Place) => {
    const name = fromBelow(place);
    const piece = squareAt(board, place.row, place.column) ?? ".";
    const owner = ownerOf(piece);
    const target = targets.has(name);
    const latest = same(last?.from, place) || same(last?.to, place);
    const words = owner ? `${rules.sides[indexOf(owner)]} ${nameOf(piece)}` : "free";
    const marks = [
      (place.row + place.column) % 2 === 1 ? "square-dark" : "square-light",
      same(inCheck, place) ? "square-alarm" : latest ? "square-latest" : "",
      chosen === name ? "square-selected" : "",
      target ? (owner ? "square-takes" : "square-target") : "",
      starts.has(name) || target ? "cursor-pointer" : "cursor-default",
    ];
    return {
      label: `${name}, ${words}${same(inCheck, place) ? ", in check" : ""}${target ? ", you may go here" : ""}`,
      className: marks.join(" "),
      movable: starts.has(name),
      selected: chosen === name,
      content: (
        <>
          <SquareNames {...edgeNames(place, seat === "second")} />
          {owner && <Piece piece={piece} />}
        </>
      ),
    };
  };

  return (
    <>
      <SquareBoard
        label="Chess board"
        rows={SIDE}
        columns={SIDE}
        flipped={seat === "second"}
        square={square}
        onPick={pick}
        onDrop={(start, end) => targetsOf(legal, start, end) && go(fromBelow(start), fromBelow(end))}
        className="squares-framed"
      />
      {promoting && seat && active && (
        <Promotion
          seat={seat}
          onPick={(piece) => {
            setPromoting(undefined);
            onMove(promoting + piece);
          }}
          onClose={() => setPromoting(undefined)}
        />
      )}
    </>
  );
}

function targetsOf(legal: readonly string[], from: Place, to: Place): boolean {
  return legal.some((move) => move.startsWith(fromBelow(from) + fromBelow(to)));
}
