/** What one can do about games. A move returns at once (`game.ts`); everything else is asked of the server first. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Answer, Ask } from "../api/client";
import type { ClockSetup, Game, Id } from "../api/types";
import { useNet } from "../net/context";
import type { GameState } from "./fold";
import { MY_GAMES } from "./queries";

/** Each throws a Problem. What the pages show is read again, so that it is there when they return. */
export interface GameActions {
  /** Sits down with somebody who waits for that, or waits. Returns the game. */
  play(kind: string, clock?: ClockSetup): Promise<Id>;
  /** Waits for anybody, or for one person. */
  open(kind: string, clock?: ClockSetup, opponent?: Id): Promise<Id>;
  join(game: Id): Promise<void>;
  cancel(game: Id): Promise<void>;
  resign(game: Id): Promise<void>;
  /** Against somebody who is gone. */
  claim(game: Id): Promise<void>;
  /** Offers one, or accepts theirs. */
  draw(game: Id): Promise<void>;
  declineDraw(game: Id): Promise<void>;
  /** Offers one, or accepts theirs: then it is the new game. */
  rematch(game: Id): Promise<Id | undefined>;
}

export function useGameActions(): GameActions {
  const { client, live, outbox } = useNet();
  const queries = useQueryClient();
  return useMemo(() => {
    const act = async (ask: Ask): Promise<Answer<Game>> => {
      const answer = await client.request<Game>({ key: outbox.key(), ...ask });
      if (answer.position !== undefined) live.noteWrite(answer.position);
      return answer;
    };
    const show = (answer: Answer<Game>) => {
      const { data: game, position } = answer;
      // The answer is the game as its player sees it; events that came before it are in it.
      const state: GameState = { game, rough: undefined, position: position ?? game.position };
      queries.setQueryData<GameState>(["game", game.id], (before) =>
        before && before.position > state.position ? before : state,
      );
      return game.id;
    };
    const begin = async (path: string, body: Record<string, unknown>) => {
      const id = show(await act({ method: "POST", path, body }));
      void queries.invalidateQueries({ queryKey: MY_GAMES });
      return id;
    };
    const on = async (method: "POST" | "PUT" | "DELETE", game: Id, deed: string) => {
      await act({ method, path: `/games/${game}/${deed}` });
      void queries.invalidateQueries({ queryKey: ["game", game], exact: true });
      void queries.invalidateQueries({ queryKey: MY_GAMES });
    };
    return {
      play: (kind, clock) => begin("/games/play", { kind, ...(clock && { clock }) }),
      open: (kind, clock, opponent) =>
        begin("/games", { kind, ...(clock && { clock }), ...(opponent && { opponent }) }),
      join: (game) => on("PUT", game, "seat"),
      cancel: (game) => on("POST", game, "cancel"),
      resign: (game) => on("POST", game, "resign"),
      claim: (game) => on("POST", game, "claim"),
      draw: (game) => on("POST", game, "draw"),
      declineDraw: (game) => on("DELETE", game, "draw"),
      rematch: async (game) => {
        const { data } = await act({ method: "POST", path: `/games/${game}/rematch` });
        void queries.invalidateQueries({ queryKey: ["game", game], exact: true });
        return data.id === game ? undefined : data.id;
      },
    };
  }, [client, live, outbox, queries]);
}
