import { apiBase } from "../api/address";
import type { Game, GameOutcome, Seat } from "../api/types";
import { countOf } from "../ui/words";
import { GameActs } from "./GameActs";
import { rulesOf } from "./kinds";
import { Token } from "./Token";
import { headlineOf, reasonOf } from "./words";

interface ResultProps {
  game: Game;
  outcome: GameOutcome;
  seat: Seat | undefined;
}

/** How it ended, and what next. */
export function Result({ game, outcome, seat }: ResultProps) {
  const format = rulesOf(game.kind).record ?? "json";
  const winners: Seat[] = outcome.winner ? [outcome.winner] : ["first", "second"];
  return (
    <section
      aria-label="Result"
      className="flex animate-appear flex-wrap items-center gap-x-4 gap-y-3 rounded-panel border border-line bg-ground p-4"
    >
      <span className="flex -space-x-2">
        {winners.map((each) => (
          <Token key={each} kind={game.kind} seat={each} className="size-9" />
        ))}
      </span>
      <div className="min-w-0">
        <p className="font-title text-title font-[560]">{headlineOf(game, outcome, seat)}</p>
        <p className="text-note text-soft">
          by {reasonOf(outcome)} · {countOf(game.ply, "move")} ·{" "}
          <a
            href={`${apiBase()}/games/${game.id}/export?format=${format}`}
            download={`${game.id}.${format}`}
            className="rounded-small underline underline-offset-2 hover:text-text"
          >
            save the record
          </a>
        </p>
      </div>
      <div className="ml-auto flex flex-wrap gap-2">
        <GameActs game={game} seat={seat} />
      </div>
    </section>
  );
}
