/** A move, as a write for the outbox. Pure: time comes in. */
import type { Game, Id, Seat, Time } from "../api/types";
import { NOT_YET } from "../net/events";
import type { Write } from "../net/outbox";

export interface Doing {
  actor: Id;
  at: Time;
}

/** The move for the ply that is to be made: once another stands there, it is refused and goes back. */
export function makeMove(doing: Doing, game: Game, seat: Seat, move: string): Write {
  const { actor, at } = doing;
  const sits = (at: Seat) => game.players.find((player) => player.seat === at)?.person.id ?? "";
  return {
    what: "your move",
    method: "POST",
    path: `/games/${game.id}/moves`,
    body: { move, ply: game.ply },
    event: {
      type: "game.moved",
      ...{ game: game.id, kind: game.kind, first: sits("first"), second: sits("second") },
      ...{ seat, ply: game.ply, move },
      ...{ seq: NOT_YET, at, actor, topics: [] },
    },
    row: game.id,
    whenRefused: "undo",
  };
}
