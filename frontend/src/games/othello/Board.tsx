import { useState } from "react";
import type { Seat } from "../../api/types";
import type { BoardProps } from "../boards";
import { Disc } from "../Disc";
import { squareAt } from "../rules";
import { type Place, SquareBoard } from "../SquareBoard";
import { fromTop, placeFromTop, same } from "../squares";
import { countOf, rules, SIDE, turned } from "./rules";
import "./board.css";

/** Discs on felt; what a move would turn shows before it is made. */
export function Board({ game, seat, legal, active, onMove }: BoardProps) {
  const { board } = game;
  const [over, setOver] = useState<Place>();
  const last = game.last_move ? placeFromTop(game.last_move) : undefined;
  const would = active && seat && over ? turned(board, seat, over) : [];
  const mayPlay = (place: Place) =>
    active && seat !== undefined && (legal.includes(fromTop(place)) || turned(board, seat, place).length > 0);

  const square = (place: Place) => {
    const owner = ownerOf(board, place);
    const open = !owner && mayPlay(place);
    const latest = same(last, place);
    const turns = would.some((each) => same(each, place));
    return {
      label: `${fromTop(place)}, ${owner ? rules.sides[owner === "first" ? 0 : 1] : open ? "free, you may play here" : "free"}${latest ? ", last move" : ""}`,
      className: `othello-square ${open ? "square-target cursor-pointer" : "cursor-default"}`,
      content: owner ? (
        <span
          key={owner}
          className={`othello-disc ${latest ? "piece-settles" : "piece-turns"} ${turns ? "opacity-60" : ""}`}
        >
          <Disc seat={owner} className={latest ? "piece-latest" : ""} />
        </span>
      ) : (
        seat &&
        open &&
        same(over, place) && (
          <span className="othello-disc z-1 opacity-50">
            <Disc seat={seat} />
          </span>
        )
      ),
    };
  };

  return (
    <div className="discs-dark-light">
      <SquareBoard
        label="Othello board"
        rows={SIDE}
        columns={SIDE}
        square={square}
        onPick={(place) => mayPlay(place) && onMove(fromTop(place))}
        onHover={setOver}
        className="squares-framed othello-felt"
      />
      <p data-figures className="mt-1.5 text-center text-note text-soft">
        {rules.sides[0]} {countOf(board, "first")} · {rules.sides[1]} {countOf(board, "second")}
      </p>
    </div>
  );
}

function ownerOf(board: readonly string[], { row, column }: Place): Seat | undefined {
  const disc = squareAt(board, row, column);
  return disc === "x" ? "first" : disc === "o" ? "second" : undefined;
}
