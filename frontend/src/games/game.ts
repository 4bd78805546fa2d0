/** One game for its page: live, optimistic, at any of its moves. */
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useMe } from "../account/session";
import type { Problem } from "../api/problem";
import type { Game, GameMove, Id, Position, Seat } from "../api/types";
import { useEntries } from "../net/connection";
import { useNet } from "../net/context";
import type { LiveQuery } from "../net/live";
import { type Loading, useLive } from "../net/useLive";
import { useNames } from "../people/names";
import { say } from "../ui/Toasts";
import { withNames } from "./data";
import { foldGame, type GameState, seatOf, unknownPeople } from "./fold";
import { foldMoves, type MovesState } from "./movesFold";
import { readGame, readMoves } from "./queries";
import { makeMove } from "./writes";

export interface OneGame extends Loading {
  /** With my own moves that are still on their way. */
  game: Game | undefined;
  /** Where I sit; undefined for who looks on. */
  seat: Seat | undefined;
  /** A move of mine is on its way. */
  sending: boolean;
}

export function useGame(id: Id): OneGame {
  const queries = useQueryClient();
  const { live: net } = useNet();
  const me = useMe()?.id;
  const live = useMemo(
    (): LiveQuery<GameState> => ({
      load: async (read) => ({ ...(await readGame(read, queries, id)), rough: undefined }),
      fold: foldGame,
      position: (state) => state.position,
      topics: (state) => [[`game:${id}`, state.position]],
    }),
    [queries, id],
  );
  const { state, server, ...loading } = useLive(["game", id], live);
  useRefined(server?.rough, loading.retry, net.noteWrite.bind(net));
  useRefused(id, loading.retry);
  const sending = useEntries().some((entry) => entry.row === id && entry.state === "waiting");

  const game = state?.game;
  const unknown = useMemo(() => (game ? unknownPeople(game) : []), [game]);
  const names = useNames(unknown);
  const named = useMemo(
    () => (game && unknown.length > 0 ? withNames(game, names) : game),
    [game, unknown, names],
  );
  return { ...loading, game: named, seat: named && seatOf(named, me), sending };
}

/** Reads the rest of what an event did. */
function useRefined(
  rough: Position | undefined,
  retry: () => void,
  noteWrite: (position: Position) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each event
  useEffect(() => {
    if (rough === undefined) return;
    noteWrite(rough);
    retry();
  }, [rough]);
}

/** A move the server refused has gone back by itself: that is said, and what stands there now is read. */
function useRefused(id: Id, retry: () => void): void {
  const { outbox } = useNet();
  const entries = useEntries();
  useEffect(() => {
    for (const entry of entries) {
      if (entry.row !== id || entry.state !== "failed") continue;
      outbox.discard(entry.key);
      say({ words: wordsFor(entry.problem?.code, entry.problem?.message), urgent: true });
      retry();
    }
  }, [entries, outbox, id, retry]);
}

function wordsFor(code: string | undefined, message: string | undefined): string {
  if (code === "games.stale") return "The game has gone on meanwhile: your move went back.";
  if (code === "games.over") return "The game is over: your move went back.";
  if (code === "games.not_your_turn") return "It is not your turn: your move went back.";
  return `Your move went back. ${message ?? ""}`.trim();
}

/** Returns at once: the move shows immediately and is sent in the background. */
export function useMakeMove(game: Game | undefined, seat: Seat | undefined): (move: string) => void {
  const { outbox, time } = useNet();
  const actor = useMe()?.id;
  return (move) => {
    if (!game || !seat || actor === undefined) return;
    const at = new Date(time.current()).toISOString();
    outbox.add(makeMove({ actor, at }, game, seat, move));
  };
}

const NO_MOVES: GameMove[] = [];

export function useMoves(id: Id): GameMove[] {
  const live = useMemo(
    (): LiveQuery<MovesState> => ({
      load: async (read) => ({ game: id, ...(await readMoves(read, id)) }),
      fold: foldMoves,
      position: (state) => state.position,
      topics: (state) => [[`game:${id}`, state.position]],
    }),
    [id],
  );
  return useLive(["game", id, "moves"], live).state?.items ?? NO_MOVES;
}

/** The game as it stood after `at` moves; undefined for as it stands, and while it loads. */
export function useGameAt(
  id: Id,
  at: number | undefined,
): { shown: Game | undefined; problem: Problem | undefined } {
  const { live } = useNet();
  const queries = useQueryClient();
  const query = useQuery<Game, Problem>({
    queryKey: ["game", id, "at", at],
    queryFn: async () => (await readGame(live.read, queries, id, at)).game,
    enabled: at !== undefined,
    // What has been played stays as it was.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  return { shown: at === undefined ? undefined : query.data, problem: query.error ?? undefined };
}
