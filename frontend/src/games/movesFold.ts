/** What events do to a game's list of moves. Pure. */
import type { GameMove, Id, Position } from "../api/types";
import { type EventOf, isPast, type LoggiaEvent, placeOf } from "../net/events";

export interface MovesState {
  game: Id;
  items: GameMove[];
  position: Position;
}

function moveOf(event: EventOf<"game.moved">): GameMove {
  const { ply, seat, move, at } = event;
  return { ply, seat, move, text: event.text ?? move, at, position: placeOf(event) };
}

export function foldMoves(state: MovesState, event: LoggiaEvent): MovesState {
  if (event.type !== "game.moved" || event.game !== state.game || isPast(event, state.position)) return state;
  // Each ply once: what is on its way gives way to what has come.
  if (event.ply !== state.items.length) return state;
  return { ...state, items: [...state.items, moveOf(event)] };
}
