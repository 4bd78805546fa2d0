/** Games by the API, for tests about something else than how they are opened and played. */

import { api } from "./api";
import type { Person } from "./suite";

export type Two = readonly [Person, Person];

/** A game of that kind which the first of them opened and the other sat down to; its id. */
export async function running(kind: string, [first, second]: Two): Promise<string> {
  const { id } = await api<{ id: string }>(first.account, "POST", "/games", { kind });
  await api(second.account, "PUT", `/games/${id}/seat`);
  return id;
}

/** Makes moves in turn, the first of them beginning. */
export async function play(game: string, two: Two, moves: readonly string[]): Promise<void> {
  for (const [ply, move] of moves.entries()) {
    const { account } = ply % 2 === 0 ? two[0] : two[1];
    await api(account, "POST", `/games/${game}/moves`, { move, ply });
  }
}
