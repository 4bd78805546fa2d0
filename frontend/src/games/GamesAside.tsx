import { Link } from "@tanstack/react-router";
import { useMe } from "../account/session";
import { ButtonLink } from "../ui/Button";
import { type ListedGame, useMyGames } from "./data";
import { Emblem } from "./Emblem";
import { titleOf } from "./GameRow";
import { rulesOf } from "./kinds";
import { waitsFor } from "./listFold";

/** Beside a game on a wide window: the others one plays, those that wait for one first. */
export function GamesAside() {
  const { games } = useMyGames();
  return (
    <aside
      aria-label="Your games"
      className="sticky top-(--top) flex h-[calc(100dvh-var(--top))] flex-col gap-3 overflow-y-auto py-4 pr-1"
    >
      <p className="flex items-center justify-between px-2">
        <span className="font-title text-read font-[560]">Your games</span>
        <ButtonLink to="/games" look="plain" size="small">
          All
        </ButtonLink>
      </p>
      <ul>
        {games.map((game) => (
          <Entry key={game.id} game={game} />
        ))}
      </ul>
      {games.length === 0 && <p className="px-2 text-body text-soft">You are in no game right now.</p>}
    </aside>
  );
}

/** Elsewhere: the games that wait for one; nothing when none does. */
export function WaitingGames() {
  const me = useMe()?.id;
  const waiting = useMyGames().games.filter((game) => waitsFor(game, me));
  if (waiting.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 text-read">Your turn</h2>
      <ul className="-mx-2">
        {waiting.map((game) => (
          <Entry key={game.id} game={game} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ game }: { game: ListedGame }) {
  const me = useMe()?.id;
  const waits = waitsFor(game, me);
  return (
    <li>
      <Link
        to="/games/$game"
        params={{ game: game.id }}
        className="flex items-center gap-3 rounded-control p-2 transition-colors hover:bg-shade data-[status=active]:bg-shade"
      >
        <Emblem kind={game.kind} className="size-9" />
        <span className="min-w-0">
          <bdi className="block truncate text-body leading-5 font-[550]">{titleOf(game, me)}</bdi>
          <span
            className={`block truncate text-note leading-4 ${waits ? "font-[600] text-calm" : "text-faint"}`}
          >
            {waits ? (game.state === "open" ? "You are invited" : "Your turn") : rulesOf(game.kind).name}
          </span>
        </span>
      </Link>
    </li>
  );
}
