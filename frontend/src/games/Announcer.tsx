import { useEffect, useRef, useState } from "react";
import type { Game, GameMove, Seat } from "../api/types";
import { sound } from "../ui/sounds";
import { rulesOf } from "./kinds";
import { mayMove, nameOf, stateOf } from "./words";

interface AnnouncerProps {
  game: Game;
  seat: Seat | undefined;
  moves: readonly GameMove[];
}

/** Says what happened: the last move and whose turn it is, a draw offered, the end. Silent on arrival. */
export function Announcer({ game, seat, moves }: AnnouncerProps) {
  const [words, setWords] = useState("");
  const now = `${game.state} ${game.ply} ${game.turn} ${game.draw_offered_by ?? ""}`;
  const before = useRef(now);
  useSounds(game, seat);
  // biome-ignore lint/correctness/useExhaustiveDependencies: said when something has happened, not when it is worded anew
  useEffect(() => {
    if (before.current === now) return;
    before.current = now;
    setWords(`${moveWords(game, seat, moves)} ${offerWords(game, seat)}${stateOf(game, seat)}`.trim());
  }, [now, moves.length]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}

function moveWords(game: Game, seat: Seat | undefined, moves: readonly GameMove[]): string {
  const last = moves.at(-1);
  if (!last || last.ply !== game.ply - 1) return "";
  const who = last.seat === seat ? "You" : nameOf(game, last.seat);
  const { spoken } = rulesOf(game.kind);
  return `${who} played ${spoken?.(last.move, last.text) ?? last.text}.`;
}

function offerWords(game: Game, seat: Seat | undefined): string {
  const offerer = game.draw_offered_by;
  return offerer && offerer !== seat ? `${nameOf(game, offerer)} offers a draw. ` : "";
}

function useSounds(game: Game, seat: Seat | undefined): void {
  const mine = seat !== undefined && mayMove(game, seat);
  const over = game.outcome !== null && game.outcome !== undefined;
  const last = useRef({ mine, over });
  useEffect(() => {
    if (over && !last.current.over) sound("end");
    else if (mine && !last.current.mine) sound("turn");
    last.current = { mine, over };
  }, [mine, over]);
}
