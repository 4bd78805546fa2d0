/** How games are asked for and kept live; the hooks in `data.ts` put this on pages. */
import type { QueryClient } from "@tanstack/react-query";
import type { Game, GameMove, Id, Page } from "../api/types";
import type { LiveQuery, Read } from "../net/live";
import { isNamed } from "../people/brief";
import { learn } from "../people/names";
import { foldGames, type GamesState, type ListedGame } from "./listFold";

export const MY_GAMES = ["games", "mine"];
export const LOBBY = ["games", "lobby"];

const PER_PAGE = 100;

function learnFrom(queries: QueryClient, games: readonly Pick<Game, "players" | "invited">[]): void {
  const people = games.flatMap((game) => [
    ...game.players.map((player) => player.person),
    ...(game.invited ? [game.invited] : []),
  ]);
  learn(queries, people.filter(isNamed));
}

async function readGames(
  read: Read,
  queries: QueryClient,
  query: { state: string; player?: Id | undefined; kind?: string | undefined },
): Promise<Page<ListedGame>> {
  const { data } = await read<Page<Game>>({ path: "/games", query: { ...query, limit: PER_PAGE } });
  learnFrom(queries, data.items);
  return { ...data, items: data.items.map(({ board: _, legal_moves: __, ...game }) => game) };
}

/** Of everybody, or of one player; the first hundred of each state. */
function liveGames(queries: QueryClient, player: Id | undefined, topic: string): LiveQuery<GamesState> {
  return {
    load: async (read) => {
      const [open, active] = await Promise.all([
        readGames(read, queries, { state: "open", player }),
        readGames(read, queries, { state: "active", player }),
      ]);
      const running = new Set(active.items.map((game) => game.id));
      const items = [...active.items, ...open.items.filter((game) => !running.has(game.id))];
      const position = Math.min(open.position, active.position);
      return { items, everybody: player === undefined, position };
    },
    fold: foldGames,
    position: (state) => state.position,
    topics: (state) => [[topic, state.position]],
  };
}

export function liveMyGames(queries: QueryClient, viewer: () => Id | undefined): LiveQuery<GamesState> {
  const me = viewer();
  return liveGames(queries, me, `person:${me}`);
}

export function liveLobby(queries: QueryClient): LiveQuery<GamesState> {
  return liveGames(queries, undefined, "games");
}

/** Games that are over, newest first; as of when they are looked at. */
export async function readFinished(
  read: Read,
  queries: QueryClient,
  player: Id | undefined,
): Promise<ListedGame[]> {
  const { items } = await readGames(read, queries, { state: "finished", player });
  return items;
}

export async function readGame(
  read: Read,
  queries: QueryClient,
  id: Id,
  at?: number,
): Promise<{ game: Game; position: number }> {
  const { data, position } = await read<Game>({ path: `/games/${id}`, query: { at } });
  learnFrom(queries, [data]);
  return { game: data, position: position ?? data.position };
}

export async function readMoves(read: Read, id: Id): Promise<{ items: GameMove[]; position: number }> {
  const { data } = await read<{ items: GameMove[]; position: number }>({ path: `/games/${id}/moves` });
  return data;
}
