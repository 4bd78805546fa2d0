/** The kinds of games: each is a folder beside this file, found by its name. */
import type { Seat } from "../api/types";
import type { GameRules, Played } from "./rules";

const found = import.meta.glob<{ rules: GameRules }>("./*/rules.ts", { eager: true });

const known = new Map<string, GameRules>(
  Object.entries(found).map(([path, { rules }]) => [path.split("/")[1] ?? "", rules]),
);

/** In the order in which they are offered where nobody says another. */
export const KINDS: readonly string[] = ["connect_four", "othello", "checkers", "chess", "battleship"].filter(
  (kind) => known.has(kind),
);

/** A kind this release does not know is played on a board of text. */
export function rulesOf(kind: string): GameRules {
  return known.get(kind) ?? { ...PLAIN, name: kind.replaceAll("_", " ") };
}

const PLAIN: GameRules = {
  name: "",
  sides: ["First", "Second"],
  pieces: "own",
  typed: "a move as the game writes it",
  about: "",
  play: () => undefined,
};

export function playOn(kind: string, board: readonly string[], seat: Seat, move: string): Played | undefined {
  return rulesOf(kind).play(board, seat, move);
}
