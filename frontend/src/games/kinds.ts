/** The kinds of games: each is a folder beside this file, found by its name. */
import type { Seat } from "../api/types";
import type { GameRules, Played } from "./rules";

const found = import.meta.glob<{ rules: GameRules }>("./*/rules.ts", { eager: true });

const known = new Map<string, GameRules>(
  Object.entries(found).map(([path, { rules }]) => [path.split("/")[1] ?? "", rules]),
);

/** The best known first; what is not listed comes after them. */
const ORDER = ["connect_four", "othello", "checkers", "chess", "battleship"];

/** The kinds in the order in which they are offered where nobody says another. */
export function inOrder(kinds: Iterable<string>): string[] {
  const place = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  return [...kinds].sort((one, next) => place(one) - place(next) || one.localeCompare(next));
}

export const KINDS: readonly string[] = inOrder(known.keys());

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
