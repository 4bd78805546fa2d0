import { type CSSProperties, useState } from "react";
import type { Seat } from "../../api/types";
import type { BoardProps } from "../boards";
import { Disc } from "../Disc";
import { squareAt } from "../rules";
import { type Place, SquareBoard } from "../SquareBoard";
import { COLUMNS, ROWS, restingRow, rules, winningSquares } from "./rules";
import "./board.css";

/** A loggia of seven arches; the pieces stand in its openings. */
export function Board({ game, seat, legal, active, onMove }: BoardProps) {
  const { board } = game;
  const [over, setOver] = useState<number>();
  const mayPlay = (column: number) =>
    active &&
    restingRow(board, column) !== undefined &&
    (legal.length === 0 || legal.includes(nameOf(column)));
  const preview = over !== undefined && seat && mayPlay(over) ? restingRow(board, over) : undefined;
  const last = game.last_move ? COLUMNS.indexOf(game.last_move) : -1;
  const lastRow = board.findIndex((_, row) => (squareAt(board, row, last) ?? ".") !== ".");
  const won = game.outcome?.reason === "connected" ? winningSquares(board) : [];

  const square = ({ row, column }: Place) => {
    const owner = ownerOf(board, row, column);
    const latest = row === lastRow && column === last;
    const shines = won.some((each) => each.row === row && each.column === column);
    return {
      label: `${nameOf(column)}${ROWS - row}, ${owner ? rules.sides[owner === "first" ? 0 : 1] : "free"}${latest ? ", last move" : ""}`,
      className: mayPlay(column) ? "cursor-pointer" : "cursor-default",
      content: owner ? (
        <span
          key={`${latest ? game.ply : ""}`}
          className={`c4-piece ${latest ? "c4-falls" : ""} ${shines ? "piece-shines" : ""}`}
          style={{ "--fall": row + 1 } as CSSProperties}
        >
          <Disc seat={owner} className={latest ? "piece-latest" : ""} />
        </span>
      ) : (
        seat &&
        preview === row &&
        over === column && (
          <span className="c4-piece opacity-40">
            <Disc seat={seat} />
          </span>
        )
      ),
    };
  };

  return (
    <div className="c4-wall">
      <div aria-hidden="true" className="c4-arches">
        {[...COLUMNS].map((letter, column) => (
          <span
            key={letter}
            data-over={(over === column && mayPlay(column)) || undefined}
            className="c4-arch"
          />
        ))}
      </div>
      <SquareBoard
        label="Connect Four board"
        rows={ROWS}
        columns={COLUMNS.length}
        square={square}
        onPick={({ column }) => mayPlay(column) && onMove(nameOf(column))}
        onHover={(place) => setOver(place?.column)}
        slides
        className="c4-grid"
      />
      <div aria-hidden="true" className="c4-letters">
        {[...COLUMNS].map((letter) => (
          <span key={letter}>{letter}</span>
        ))}
      </div>
    </div>
  );
}

function nameOf(column: number): string {
  return COLUMNS[column] ?? "";
}

function ownerOf(board: readonly string[], row: number, column: number): Seat | undefined {
  const piece = squareAt(board, row, column);
  return piece === "x" ? "first" : piece === "o" ? "second" : undefined;
}
