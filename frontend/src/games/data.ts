/** Lists of games for every page: mine, and the lobby's; live. One game is in `game.ts`. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useMe } from "../account/session";
import type { Problem } from "../api/problem";
import type { Id } from "../api/types";
import { useNet } from "../net/context";
import { type Loading, useLive } from "../net/useLive";
import { isNamed } from "../people/brief";
import { useNames } from "../people/names";
import { type ListedGame, waitsFor } from "./listFold";
import { LOBBY, liveLobby, liveMyGames, MY_GAMES, readFinished } from "./queries";

export type { ListedGame } from "./listFold";

export interface Games extends Loading {
  games: ListedGame[];
}

const NONE: ListedGame[] = [];

/** Only for somebody who is signed in: what they play and are invited to; how many of them wait for them. */
export function useMyGames(): Games & { waiting: number } {
  const queries = useQueryClient();
  const { viewer } = useNet();
  const me = useMe()?.id;
  const live = useMemo(() => liveMyGames(queries, viewer), [queries, viewer]);
  const { state, server: _, ...loading } = useLive(MY_GAMES, live);
  const games = useNamed(state?.items ?? NONE);
  const sorted = useMemo(
    () => games.toSorted((a, b) => Number(waitsFor(b, me)) - Number(waitsFor(a, me))),
    [games, me],
  );
  return { ...loading, games: sorted, waiting: games.filter((game) => waitsFor(game, me)).length };
}

/** What runs, and what waits for somebody. */
export function useLobby(): Games {
  const queries = useQueryClient();
  const live = useMemo(() => liveLobby(queries), [queries]);
  const { state, server: _, ...loading } = useLive(LOBBY, live);
  return { ...loading, games: useNamed(state?.items ?? NONE) };
}

/** Games of a person that are over, newest first. */
export function useFinished(player: Id): Games {
  const { live } = useNet();
  const queries = useQueryClient();
  const query = useQuery<ListedGame[], Problem>({
    queryKey: ["games", "finished", player],
    queryFn: () => readFinished(live.read, queries, player),
  });
  return {
    games: query.data ?? NONE,
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}

/** With the names of those who sat down while one looked. */
function useNamed(games: ListedGame[]): ListedGame[] {
  const unknown = useMemo(
    () =>
      games
        .flatMap((game) => [
          ...game.players.map((player) => player.person),
          ...(game.invited ? [game.invited] : []),
        ])
        .filter((person) => person.id !== "" && !isNamed(person))
        .map((person) => person.id),
    [games],
  );
  const names = useNames(unknown);
  return useMemo(
    () => (unknown.length === 0 ? games : games.map((game) => withNames(game, names))),
    [games, unknown, names],
  );
}

export function withNames<G extends Pick<ListedGame, "players" | "invited">>(
  game: G,
  names: ReturnType<typeof useNames>,
): G {
  return {
    ...game,
    players: game.players.map((each) => ({ ...each, person: names.get(each.person.id) ?? each.person })),
    invited: game.invited ? (names.get(game.invited.id) ?? game.invited) : (game.invited ?? null),
  };
}
