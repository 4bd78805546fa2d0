import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Volume2, VolumeX } from "lucide-react";
import { lazy, Suspense, useEffect } from "react";
import { useMe } from "../account/session";
import type { Game, Seat } from "../api/types";
import { PageHead } from "../app/PageHead";
import { ButtonLink } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { Empty, Failed } from "../ui/states";
import { Announcer } from "./Announcer";
import { BoardSkeleton } from "./BoardSkeleton";
import { boardOf } from "./boards";
import { GameActs } from "./GameActs";
import "./games.css";
import { useSounds } from "../ui/sounds";
import { useGame, useGameAt, useMakeMove, useMoves } from "./game";
import { rulesOf } from "./kinds";
import { MoveStrip } from "./MoveStrip";
import { PlayerBar } from "./PlayerBar";
import { Result } from "./Result";
import { other } from "./rules";
import { TypedMove } from "./TypedMove";
import { mayMove, nameOf, stateOf } from "./words";

// What one says while one looks on comes after the board.
const SpectatorTalk = lazy(async () => ({
  default: (await import("../spectators/SpectatorTalk")).SpectatorTalk,
}));

/** One game: its board, who plays, and what one can do. */
export function GamePage() {
  const { game: id } = useParams({ from: "/games/$game" });
  const { game, seat, status, problem, retry } = useGame(id);
  if (game) return <OneGame key={id} game={game} seat={seat} />;
  if (status === "loading") return <BoardSkeleton />;
  return (
    <div className="pt-10">
      <PageHead title="No such game" hidden />
      {problem?.status === 404 ? (
        <Empty action={<ButtonLink to="/games">To the games</ButtonLink>}>There is no such game.</Empty>
      ) : (
        <Failed title="The game did not come" onRetry={retry}>
          {problem?.message}
        </Failed>
      )}
    </div>
  );
}

function OneGame({ game, seat }: { game: Game; seat: Seat | undefined }) {
  const { at } = useSearch({ from: "/games/$game" });
  const navigate = useNavigate();
  const me = useMe();
  const moves = useMoves(game.id);
  const { shown: earlier, problem } = useGameAt(game.id, at);
  const makeMove = useMakeMove(game, seat);
  const go = (to: number | undefined) =>
    void navigate({
      to: "/games/$game",
      params: { game: game.id },
      search: to === undefined ? {} : { at: to },
      replace: true,
      resetScroll: false,
    });
  useSteps(at, moves.length, go);

  const shown = earlier ?? game;
  const active = at === undefined && seat !== undefined && mayMove(game, seat);
  const legal = active ? (game.legal_moves ?? NO_MOVES) : NO_MOVES;
  const rules = rulesOf(game.kind);
  const Board = boardOf(game.kind);
  const below = seat ?? "first";
  const turn = seat && mayMove(game, seat) ? "Your turn · " : "";
  return (
    <div className="flex flex-col gap-2 px-3 pb-6 wide:px-6">
      <PageHead
        title={`${turn}${rules.name}: ${nameOf(game, "first")} and ${nameOf(game, "second")}`}
        hidden
      />
      <Head name={rules.name} />
      <PlayerBar game={game} seat={other(below)} mine={false} />
      <div className="board-frame">
        <Suspense fallback={<div className="aspect-square animate-breathe rounded-panel bg-line/60" />}>
          <Board
            game={shown}
            lastText={moves[shown.ply - 1]?.text}
            seat={seat}
            legal={legal}
            active={active}
            onMove={makeMove}
          />
        </Suspense>
      </div>
      <PlayerBar game={game} seat={below} mine={seat !== undefined} />
      {game.outcome ? (
        <Result game={game} outcome={game.outcome} seat={seat} />
      ) : (
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-2">
          <p className={`text-body ${active ? "font-[600] text-calm" : "text-soft"}`}>
            {problem ? problem.message : stateOf(game, seat)}
          </p>
          <div className="ml-auto flex items-center gap-2">
            <GameActs game={game} seat={seat} />
          </div>
        </div>
      )}
      <MoveStrip moves={moves} at={at} onGo={go} />
      {active && (
        <TypedMove how={rules.typedNow?.(game, seat) ?? rules.typed} legal={legal} onMove={makeMove} />
      )}
      {me && speaks(game, seat) && (
        <Suspense>
          <SpectatorTalk game={game.id} over={game.outcome != null} />
        </Suspense>
      )}
      <Announcer game={game} seat={seat} moves={moves} />
    </div>
  );
}

const NO_MOVES: readonly string[] = [];

/** Those who look on, and when it is over those who played. */
function speaks(game: Game, seat: Seat | undefined): boolean {
  return game.outcome != null || (game.state === "active" && seat === undefined);
}

function Head({ name }: { name: string }) {
  const [sounds, setSounds] = useSounds();
  return (
    <header className="flex min-h-14 items-center gap-1">
      <Link
        to="/games"
        aria-label="Back to the games"
        className="-ml-2 inline-flex size-10 shrink-0 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text"
      >
        <Icon of={ArrowLeft} />
      </Link>
      <p className="grow font-title text-read font-[600]">{name}</p>
      <IconButton
        icon={sounds ? Volume2 : VolumeX}
        label={sounds ? "Sounds off" : "Sounds on"}
        edge
        onClick={() => setSounds(!sounds)}
      />
    </header>
  );
}

/** "," and "." step back and forth through the game, as long as nobody is typing. */
function useSteps(at: number | undefined, made: number, go: (to: number | undefined) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA)$/.test(event.target.tagName);
      const step = event.key === "," ? -1 : event.key === "." ? 1 : 0;
      if (step === 0 || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const to = Math.max(0, (at ?? made) + step);
      go(to >= made ? undefined : to);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [at, made, go]);
}
