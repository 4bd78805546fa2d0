import { Link } from "@tanstack/react-router";
import type { Game, Seat } from "../api/types";
import { Face } from "../presence/Face";
import { Clock } from "./Clock";
import { rulesOf } from "./kinds";
import { indexOf } from "./rules";
import { Token } from "./Token";
import { mayMove } from "./words";

/** Who sits there, with what, how much time is left, and whether it is theirs to move. */
export function PlayerBar({ game, seat, mine }: { game: Game; seat: Seat; mine: boolean }) {
  const person = game.players.find((player) => player.seat === seat)?.person;
  const turn = mayMove(game, seat);
  const won = game.outcome?.winner === seat;
  const side = rulesOf(game.kind).sides[indexOf(seat)];
  return (
    <div className="flex min-h-12 items-center gap-2.5">
      {person ? (
        <>
          <Face person={person} />
          <div className="min-w-0">
            <Link
              to="/people/$who"
              params={{ who: person.username ? `@${person.username}` : person.id }}
              className="block truncate rounded-small text-body leading-5 font-[600] hover:underline hover:underline-offset-3"
            >
              <bdi>{person.display_name}</bdi>
              {mine && <span className="font-[400] text-faint"> (you)</span>}
            </Link>
            <span className="flex items-center gap-1.5 text-note leading-5 text-soft">
              <Token kind={game.kind} seat={seat} className="size-4" />
              <span className="truncate">{side}</span>
              {turn && (
                <span className="font-[600] whitespace-nowrap text-calm">
                  · {mine ? "your turn" : "to move"}
                </span>
              )}
              {won && <span className="font-[600] text-calm">· won</span>}
            </span>
          </div>
        </>
      ) : (
        <p className="flex items-center gap-2 text-body text-faint">
          <Token kind={game.kind} seat={seat} className="size-6 opacity-50" />
          {game.invited ? `Kept for ${game.invited.display_name}` : "Nobody yet"}
        </p>
      )}
      <span className="ml-auto">
        <Clock game={game} seat={seat} />
      </span>
    </div>
  );
}
