/** The boards of all kinds; each is code of its own that loads with the first game of its kind. */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Game, Seat } from "../api/types";
import { PlainBoard } from "./PlainBoard";

export interface BoardProps {
  /** As it is shown: now, or after an earlier move. */
  game: Game;
  /** The last move as its game writes it, such as `Qh5+`. */
  lastText: string | undefined;
  /** Where the viewer sits. The board stands their way round. */
  seat: Seat | undefined;
  /** What they may do now; empty when it is not for them to move. */
  legal: readonly string[];
  /** Whether it is for them to move, even if what they may do is not known yet. */
  active: boolean;
  onMove(move: string): void;
}

type Module = { Board: ComponentType<BoardProps> };

const found = import.meta.glob<Module>("./*/Board.tsx");

const boards = new Map<string, LazyExoticComponent<ComponentType<BoardProps>>>(
  Object.entries(found).map(([path, load]) => [
    path.split("/")[1] ?? "",
    lazy(async () => ({ default: (await load()).Board })),
  ]),
);

/** Loads them all, so that nobody waits for one, or misses it offline. */
export function loadBoards(): Promise<unknown> {
  return Promise.allSettled(Object.values(found).map((load) => load()));
}

/** A kind this release does not know is shown as the server writes it. */
export function boardOf(kind: string): ComponentType<BoardProps> {
  return boards.get(kind) ?? PlainBoard;
}
