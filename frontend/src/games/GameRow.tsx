import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { RelativeTime } from "../ui/RelativeTime";
import type { ListedGame } from "./data";
import { Emblem } from "./Emblem";
import { rulesOf } from "./kinds";
import { waitsFor } from "./listFold";
import { clockWords, reasonOf } from "./words";

/** A game in a list: what is played, by whom, and what is to be done. */
export function GameRow({ game, children }: { game: ListedGame; children?: ReactNode }) {
  const me = useMe()?.id;
  return (
    <li data-stop-area className="flex items-center gap-3 px-4 py-3 wide:px-6">
      <Link
        to="/games/$game"
        params={{ game: game.id }}
        data-stop
        className="flex min-w-0 grow items-center gap-3 rounded-control"
      >
        <Emblem kind={game.kind} className="size-11" />
        <span className="min-w-0">
          <bdi className="block truncate text-body leading-5 font-[550]">{titleOf(game, me)}</bdi>
          <span className="block truncate text-note text-soft">
            {rulesOf(game.kind).name}
            {game.clock && `, ${clockWords(game.clock)}`} · <Note game={game} me={me} />
          </span>
        </span>
      </Link>
      {children}
    </li>
  );
}

function Note({ game, me }: { game: ListedGame; me: Id | undefined }) {
  if (game.state === "open" && waitsFor(game, me)) return <Waits>you are invited</Waits>;
  if (game.state === "open") return <RelativeTime at={game.created_at} />;
  if (game.outcome) return <>{outcomeWords(game, me)}</>;
  if (waitsFor(game, me)) return <Waits>your turn</Waits>;
  return game.ply === 0 ? <>just begun</> : <>move {game.ply}</>;
}

function Waits({ children }: { children: ReactNode }) {
  return <span className="font-[600] text-calm">{children}</span>;
}

export function titleOf(game: ListedGame, me: Id | undefined): string {
  const names = game.players.map((player) => player.person);
  const other = names.find((person) => person.id !== me);
  const mine = names.some((person) => person.id === me);
  if (mine && game.state === "open") {
    return game.invited ? `Waiting for ${game.invited.display_name}` : "Waiting for somebody";
  }
  if (mine && other) return other.display_name;
  return names.map((person) => person.display_name).join(" and ");
}

function outcomeWords(game: ListedGame, me: Id | undefined): string {
  const { outcome } = game;
  if (!outcome) return "";
  if (!outcome.winner) return `a draw, by ${reasonOf(outcome)}`;
  const winner = game.players.find((player) => player.seat === outcome.winner)?.person;
  const who = winner?.id === me ? "you" : (winner?.display_name ?? "somebody");
  return `${who} won, by ${reasonOf(outcome)}`;
}
