/** A socket in a world of its own, and everything it told its listener. */
import type { Position } from "../../api/types";
import type { Signal } from "../frames";
import { Socket } from "../socket";
import type { Topic } from "../subscriptions";
import { FakeWorld, settled } from "./world";

export interface Told {
  events: Position[];
  /** Where the cursor stood when each event was handled. */
  cursors: (Position | undefined)[];
  resets: { topics: readonly Topic[] | undefined; position: Position }[];
  signals: Signal[];
  /** How often the session was said to be over. */
  ended: number;
}

export function watched(): { world: FakeWorld; socket: Socket; told: Told } {
  const world = new FakeWorld();
  const told: Told = { events: [], cursors: [], resets: [], signals: [], ended: 0 };
  const socket = new Socket(world, {
    event: (event) => {
      told.events.push(event.seq);
      told.cursors.push(socket.cursor);
    },
    reset: (topics, position) => told.resets.push({ topics, position }),
    signal: (signal) => told.signals.push(signal),
    changed: () => {},
    sessionEnded: () => {
      told.ended += 1;
    },
  });
  return { world, socket, told };
}

export type Welcome = Parameters<FakeWorld["wire"]["welcomes"]>[0];

export async function welcomed(socket: Socket, world: FakeWorld): Promise<void> {
  socket.start();
  await settled();
  world.wire.opens();
  world.wire.welcomes();
}

/** The next connection, after the longest waiting time has passed. */
export async function welcomedAgain(world: FakeWorld, welcome: Welcome = {}): Promise<void> {
  await world.pass(31_000);
  world.wire.opens();
  world.wire.welcomes(welcome);
}
