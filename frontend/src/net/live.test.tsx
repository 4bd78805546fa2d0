import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ask, Client } from "../api/client";
import { Problem } from "../api/problem";
import type { Id, Position } from "../api/types";
import { NetProvider } from "./context";
import { type LoggiaEvent, NOT_YET } from "./events";
import { keyMaker } from "./id";
import { Live, type LiveQuery } from "./live";
import { Outbox } from "./outbox";
import { ServerTime } from "./serverTime";
import { Socket } from "./socket";
import { memoryStore } from "./storage";
import { FakeWorld, frame, liked, settled } from "./testing/world";
import { useLive } from "./useLive";

const me = "me";

/** How many likes of a post have been seen, each sequence once: what a wrong delivery would spoil. */
interface Likes {
  seqs: Position[];
  position: Position;
}

function likesOf(post: string): LiveQuery<Likes> {
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

let world: FakeWorld;
let queries: QueryClient;
let live: Live;
let socket: Socket;
let outbox: Outbox;
let asked: Ask[];
let reply: (ask: Ask) => Promise<Position>;
let wrapper: (props: { children: ReactNode }) => ReactNode;

beforeEach(async () => {
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
});

afterEach(() => {
  socket.stop();
  outbox.stop();
  queries.clear();
});

/** Lets React, the query cache and the promises between them settle, without passing time on the socket's clock. */
async function quiet(): Promise<void> {
  // Each hands over to the next with a timer of 0: turns count, not milliseconds.
  for (let turn = 0; turn < 20; turn++) await act(() => new Promise<void>((done) => setTimeout(done, 0)));
}

async function says(...frames: unknown[]): Promise<void> {
  act(() => {
    for (const each of frames) world.wire.says(each);
  });
  await quiet();
}

async function shown(post = "p") {
  const hook = renderHook(() => useLive(["likes", post], likesOf(post)), { wrapper });
  await quiet();
  return hook;
}

function confirms(id: number, events: LoggiaEvent[] = [], topics = ["post:p"]) {
  return { op: "subscribed", id, topics, refused: [], position: 100, events: events.map(frame) };
}

test("a view shows its snapshot, what lay between it and the subscription, and what comes live, each once", async () => {
  const { result } = await shown();
  expect(world.wire.sent[1]).toMatchObject({ topics: ["post:p"], since: 100 });
  await says(
    confirms(1, [liked(101), liked(102)]),
    frame(liked(103)),
    frame(liked(103)),
    frame(liked(104, "q")),
  );
  expect(result.current.state?.seqs).toEqual([101, 102, 103]);
});

test("events that arrive while the snapshot is on its way are neither lost nor counted twice", async () => {
  let answer: (position: Position) => void = () => {};
  reply = () => new Promise((resolve) => (answer = resolve));
  const { result } = await shown();
  await says(frame(liked(101)), frame(liked(105)), frame(liked(108)));
  answer(105);
  await quiet();
  expect(result.current.state?.seqs).toEqual([108]);
  expect(world.wire.sent[1]).toMatchObject({ since: 105 });
});

test("an event right behind the snapshot's answer finds the snapshot", async () => {
  let answer: (position: Position) => void = () => {};
  reply = () => new Promise((resolve) => (answer = resolve));
  const { result } = await shown();
  // The very next thing after the answer that is not a microtask.
  await act(async () => {
    answer(100);
    await new Promise<void>((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        world.wire.says(frame(liked(101)));
        channel.port1.close();
        done();
      };
      channel.port2.postMessage(null);
    });
  });
  await quiet();
  expect(result.current.state?.seqs).toEqual([101]);
});

test("a view left and come back to closes its gap from where it had been covered", async () => {
  const first = await shown();
  await says(confirms(1), frame(liked(110)));
  first.unmount();
  await act(() => world.pass(10_000));
  expect(world.wire.sent.at(-1)).toMatchObject({ op: "unsubscribe", topics: ["post:p"] });
  await says({ op: "heartbeat", position: 130 });
  const { result } = await shown();
  expect(asked).toHaveLength(1);
  await act(() => world.pass(200));
  expect(world.wire.sent.at(-1)).toMatchObject({ op: "subscribe", topics: ["post:p"], since: 110 });
  await says(confirms(3, [liked(110), liked(120)]));
  expect(result.current.state?.seqs).toEqual([110, 120]);
});

test("two views of the same thing with snapshots of different age both end up right", async () => {
  const early = await shown();
  await says(confirms(1), frame(liked(104)));
  reply = async () => 103;
  const late = renderHook(() => useLive(["other view"], likesOf("p")), { wrapper });
  await quiet();
  await says(frame(liked(106)));
  expect(early.result.current.state?.seqs).toEqual([104, 106]);
  expect(late.result.current.state?.seqs).toEqual([104, 106]);
});

test("a reset reads what follows that topic again, at its position or later, and drops what is not shown", async () => {
  const { result } = await shown();
  const other = await shown("q");
  other.unmount();
  await says(confirms(1), frame(liked(110)));
  asked = [];
  reply = async (ask) => ask.after ?? 0;
  await says({ op: "reset", topics: ["post:p"], position: 900, reason: "too_old" }, frame(liked(901)));
  await quiet();
  expect(asked).toMatchObject([{ path: "/likes/p", after: 900 }]);
  expect(result.current.state).toEqual({ seqs: [901], position: 900 });
  expect(queries.getQueryData(["likes", "q"])).toBeUndefined();
});

test("what was written stays on top while a reset is being read: it is in no event any more", async () => {
  const { result } = await shown();
  await says(confirms(1));
  reply = async (ask) => (ask.method === "PUT" ? 500 : 100);
  await act(async () => {
    outbox.start(me);
    const event = { ...liked(NOT_YET, "p", me), seq: NOT_YET };
    outbox.add({ what: "your like", method: "PUT", path: "/like", event, whenRefused: "undo" });
    await settled();
  });
  expect(result.current.state?.seqs).toEqual([500]);
  let answer: (position: Position) => void = () => {};
  reply = () => new Promise((resolve) => (answer = resolve));
  await says({ op: "reset", topics: ["post:p"], position: 900, reason: "too_old" });
  expect(result.current.state?.seqs).toEqual([500]);
  answer(900);
  await quiet();
  expect(result.current.state).toEqual({ seqs: [], position: 900 });
  expect(outbox.entries()).toEqual([]);
});

test("another log resets everything and forgets old positions", async () => {
  const { result } = await shown();
  live.noteWrite(100);
  await act(async () => {
    world.wire.closes(1006);
    await world.pass(1000);
    world.wire.opens();
    reply = async () => 5;
    world.wire.welcomes({ incarnation: "two", position: 4 });
  });
  await quiet();
  expect(asked.at(-1)?.after).toBeUndefined();
  expect(result.current.state).toEqual({ seqs: [], position: 5 });
});

test("reads after a write name its position; a log that does not know it is asked without", async () => {
  live.noteWrite(150);
  live.noteWrite(140);
  reply = async (ask) => {
    if (ask.after === undefined) return 7;
    throw new Problem({ status: 409, code: "log.replaced", message: "" });
  };
  const { result } = await shown();
  expect(asked.map((ask) => ask.after)).toEqual([150, undefined]);
  expect(result.current.state?.position).toBe(7);
});

test("an unsent write lies on top at once, and its echo takes its place without a moment of both or neither", async () => {
  const all: number[] = [];
  const { result } = renderHook(
    () => {
      const view = useLive(["likes", "p"], likesOf("p"));
      all.push(view.state?.seqs.length ?? -1);
      return view;
    },
    { wrapper },
  );
  await quiet();
  let answer: (position: Position) => void = () => {};
  reply = () => new Promise((resolve) => (answer = resolve));
  all.length = 0;
  const event: LoggiaEvent = { ...liked(NOT_YET, "p", me), seq: NOT_YET };
  await act(async () => {
    outbox.start(me);
    outbox.add({ what: "your like", method: "PUT", path: "/like", event, whenRefused: "undo" });
    await settled();
  });
  expect(result.current.state?.seqs).toEqual([NOT_YET]);
  await says(frame(liked(101, "p", me)));
  expect(result.current.state?.seqs).toEqual([101]);
  answer(101);
  await quiet();
  expect(result.current.state?.seqs).toEqual([101]);
  expect(all.slice(all.indexOf(1))).toEqual(all.slice(all.indexOf(1)).map(() => 1));
});

test("a view that fails says so, and can be asked again", async () => {
  reply = async () => {
    throw new Problem({ status: 503, code: "log.away", message: "Wait." });
  };
  const { result } = await shown();
  expect(result.current).toMatchObject({ status: "failed", problem: { message: "Wait." } });
  reply = async () => 100;
  await act(async () => result.current.retry());
  await quiet();
  expect(result.current).toMatchObject({ status: "ready", problem: undefined });
});
