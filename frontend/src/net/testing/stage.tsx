/** A view of live queries over a server one plays oneself; call `staged()` once in a test file. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach } from "vitest";
import type { Ask, Client } from "../../api/client";
import type { Id, Position } from "../../api/types";
import { NetProvider } from "../context";
import type { LoggiaEvent } from "../events";
import { keyMaker } from "../id";
import { Live, type LiveQuery } from "../live";
import { Outbox } from "../outbox";
import { ServerTime } from "../serverTime";
import { Socket } from "../socket";
import { memoryStore } from "../storage";
import { useLive } from "../useLive";
import { FakeWorld, frame, settled } from "./world";

export const me = "me";

/** How many likes of a post have been seen, each sequence once: what a wrong delivery would spoil. */
interface Likes {
  seqs: Position[];
  position: Position;
}

export function likesOf(post: string): LiveQuery<Likes> {
  return {
    load: async (read) => {
      const { position } = await read({ path: `/likes/${post}` });
      return { seqs: [], position: position ?? 0 };
    },
    fold: (state, event) =>
      event.type === "post.liked" && event.post === post && event.seq > state.position
        ? { ...state, seqs: [...state.seqs, event.seq] }
        : state,
    position: (state) => state.position,
    topics: (state) => [[`post:${post}`, state.position]],
  };
}

export let world: FakeWorld;
export let queries: QueryClient;
export let live: Live;
export let outbox: Outbox;
/** What the server was asked since the test began, or since `forget`. */
export let asked: Ask[];
export let wrapper: (props: { children: ReactNode }) => ReactNode;
let socket: Socket;
let reply: (ask: Ask) => Promise<Position>;

/** The position the server answers with from now on. */
export function replies(by: (ask: Ask) => Promise<Position>): void {
  reply = by;
}

/** The server does not answer until the returned function is called. */
export function waits(): (position: Position) => void {
  let answer: (position: Position) => void = () => {};
  reply = () => new Promise((resolve) => (answer = resolve));
  return (position) => answer(position);
}

export function forget(): void {
  asked = [];
}

export function staged(): void {
  beforeEach(begin);
  afterEach(() => {
    socket.stop();
    outbox.stop();
    queries.clear();
  });
}

async function begin(): Promise<void> {
  world = new FakeWorld();
  queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: "always" } } });
  asked = [];
  reply = async () => 100;
  const client = {
    request: async (ask: Ask) => {
      asked.push(ask);
      return { data: undefined, position: await reply(ask), log: "one" };
    },
  } as unknown as Client;
  const viewer = (): Id => me;
  live = new Live(queries, client, memoryStore(), viewer, {
    event: (event) => outbox.echo(event),
    sessionEnded: () => {},
  });
  socket = new Socket(world, live);
  live.attach(socket);
  outbox = new Outbox(
    memoryStore(),
    {
      request: (ask) => client.request(ask),
      withLock: (_, work) => work(),
      pause: () => new Promise(() => {}),
      random: () => 0,
      sent: (position) => live.noteWrite(position),
      settled: () => live.settled,
    },
    keyMaker(),
  );
  live.subscribe(() => live.settled !== undefined && outbox.settle(live.settled));
  const net = { client, socket, live, outbox, viewer, time: new ServerTime() };
  wrapper = ({ children }) => (
    <QueryClientProvider client={queries}>
      <NetProvider value={net}>{children}</NetProvider>
    </QueryClientProvider>
  );
  socket.start();
  await settled();
  world.wire.opens();
  world.wire.welcomes();
}

/** Lets React, the query cache and the promises between them settle, without passing time on the socket's clock. */
export async function quiet(): Promise<void> {
  // Each hands over to the next with a timer of 0: turns count, not milliseconds.
  for (let turn = 0; turn < 20; turn++) await act(() => new Promise<void>((done) => setTimeout(done, 0)));
}

export async function says(...frames: unknown[]): Promise<void> {
  act(() => {
    for (const each of frames) world.wire.says(each);
  });
  await quiet();
}

export async function shown(post = "p") {
  const hook = renderHook(() => useLive(["likes", post], likesOf(post)), { wrapper });
  await quiet();
  return hook;
}

export function confirms(id: number, events: LoggiaEvent[] = [], topics = ["post:p"]) {
  return { op: "subscribed", id, topics, refused: [], position: 100, events: events.map(frame) };
}
