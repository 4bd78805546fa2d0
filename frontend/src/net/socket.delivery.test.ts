import { beforeEach, describe, expect, test } from "vitest";
import { Socket } from "./socket";
import { type Told, type Welcome, watched, welcomed, welcomedAgain } from "./testing/watched";
import { type FakeWorld, frame, liked, settled } from "./testing/world";

let world: FakeWorld;
let socket: Socket;
let told: Told;

beforeEach(() => {
  ({ world, socket, told } = watched());
});

const connected = () => welcomed(socket, world);
const reconnected = (welcome?: Welcome) => welcomedAgain(world, welcome);

describe("connecting", () => {
  test("a fresh connection brings a ticket, the protocol and no cursor", async () => {
    socket.start();
    expect(socket.state).toBe("connecting");
    await settled();
    expect(world.wire.url).toBe("wss://loggia.test/api/ws?ticket=ticket-1");
    expect(world.wire.protocol).toBe("loggia.v1");
    world.wire.opens();
    expect(world.wire.sent).toEqual([{ op: "hello", topics: [] }]);
    world.wire.welcomes();
    expect(socket.state).toBe("live");
    expect(socket.cursor).toBe(100);
  });

  test("every attempt has its own ticket", async () => {
    await connected();
    world.wire.closes(1006);
    await reconnected();
    const used = world.wires.map((wire) => wire.url.split("=")[1]);
    expect(used.length).toBeGreaterThan(1);
    expect(new Set(used).size).toBe(used.length);
  });

  test("an upgrade nobody answers is given up and tried again", async () => {
    socket.start();
    await settled();
    await world.pass(60_000);
    expect(world.wires.length).toBeGreaterThan(1);
    expect(world.wires[0]?.closed).toBe(true);
  });
});

describe("events", () => {
  test("the cursor has moved before the handler runs", async () => {
    await connected();
    world.wire.says(frame(liked(101)));
    world.wire.says(frame(liked(105)));
    expect(told.events).toEqual([101, 105]);
    expect(told.cursors).toEqual([101, 105]);
  });

  test("what is not after the cursor is not news", async () => {
    await connected();
    for (const seq of [101, 103, 102, 103, 99]) world.wire.says(frame(liked(seq)));
    expect(told.events).toEqual([101, 103]);
  });

  test("a handler that fails is not given the same event again after reconnecting", async () => {
    const failing = new Socket(world, {
      event: () => {
        throw new Error("a mistake in a fold");
      },
      reset: () => {},
      signal: () => {},
      changed: () => {},
      sessionEnded: () => {},
    });
    failing.start();
    await settled();
    world.wire.opens();
    world.wire.welcomes();
    expect(() => world.wire.says(frame(liked(101)))).toThrow();
    world.wire.closes(1006);
    await world.pass(31_000);
    world.wire.opens();
    expect(world.wire.sent[0]).toMatchObject({ since: 101 });
  });

  test("a heartbeat moves the cursor, never back", async () => {
    await connected();
    world.wire.says({ op: "heartbeat", position: 140 });
    expect(socket.cursor).toBe(140);
    world.wire.says({ op: "heartbeat", position: 120 });
    expect(socket.cursor).toBe(140);
  });

  test("frames that are no JSON, and ops of a later release, do no harm", async () => {
    await connected();
    world.wire.says("{");
    world.wire.says("null");
    world.wire.says({ op: "of a later release" });
    world.wire.says({ op: "error", code: "unknown_op" });
    expect(socket.state).toBe("live");
  });
});

describe("signals", () => {
  test("are handed on, move no cursor, and are said only while there is a connection", async () => {
    await connected();
    world.wire.says({ op: "typing", conversation: "c", person: "ada", typing: true });
    expect(told.signals).toEqual([{ op: "typing", conversation: "c", person: "ada", typing: true }]);
    expect(socket.cursor).toBe(100);
    socket.say({ op: "typing", conversation: "c", typing: true });
    expect(world.wire.sent.at(-1)).toEqual({ op: "typing", conversation: "c", typing: true });
    world.wire.closes(1006);
    socket.say({ op: "typing", conversation: "c", typing: false });
    expect(world.wire.sent).toHaveLength(2);
  });
});

describe("topics", () => {
  test("are asked for with the position of the snapshot, and what lies between comes with the answer", async () => {
    await connected();
    socket.subscribe("post:p1", 90);
    expect(world.wire.sent[1]).toEqual({ op: "subscribe", id: 1, topics: ["post:p1"], since: 90 });
    world.wire.says({
      op: "subscribed",
      id: 1,
      topics: ["post:p1"],
      refused: [],
      position: 100,
      events: [frame(liked(92)), frame(liked(97))],
    });
    expect(told.events).toEqual([92, 97]);
    expect(socket.cursor).toBe(100);
    expect(socket.isConfirmed("post:p1")).toBe(true);
  });

  test("an event that came with a topic is not handled again when the resumed connection sends it", async () => {
    await connected();
    socket.subscribe("post:p1", 90);
    const events_ = [frame(liked(105))];
    world.wire.says({
      op: "subscribed",
      id: 1,
      topics: ["post:p1"],
      refused: [],
      position: 105,
      events: events_,
    });
    world.wire.closes(1006);
    await reconnected({ topics: ["post:p1"] });
    expect(world.wire.sent[0]).toMatchObject({ since: 100 });
    world.wire.says(frame(liked(105)));
    world.wire.says(frame(liked(106)));
    expect(told.events).toEqual([105, 106]);
  });

  test("wanted before there is a connection wait for it; several go in one frame; the pace is kept", async () => {
    socket.subscribe("feed", 80);
    socket.subscribe("post:p1", 80);
    socket.subscribe("post:p2", 85);
    await connected();
    expect(world.wire.sent[1]).toMatchObject({ topics: ["feed", "post:p1"], since: 80 });
    expect(world.wire.sent).toHaveLength(2);
    await world.pass(100);
    expect(world.wire.sent[2]).toMatchObject({ topics: ["post:p2"], since: 85 });
  });

  test("two views of a topic are one subscription, left some time after the last of them", async () => {
    await connected();
    const first = socket.subscribe("feed", 100);
    const second = socket.subscribe("feed", 100);
    world.wire.says({ op: "subscribed", id: 1, topics: ["feed"], refused: [], position: 100, events: [] });
    first();
    await world.pass(10_000);
    expect(world.wire.sent).toHaveLength(2);
    second();
    second();
    await world.pass(2000);
    const third = socket.subscribe("feed", 100);
    await world.pass(10_000);
    expect(world.wire.sent).toHaveLength(2);
    third();
    await world.pass(10_000);
    expect(world.wire.sent[2]).toMatchObject({ op: "unsubscribe", topics: ["feed"] });
  });

  test("a view with an older snapshot makes the server start earlier", async () => {
    await connected();
    socket.subscribe("feed", 100);
    world.wire.says({ op: "subscribed", id: 1, topics: ["feed"], refused: [], position: 100, events: [] });
    await world.pass(100);
    socket.subscribe("feed", 60);
    await world.pass(200);
    expect(world.wire.sent.slice(2)).toMatchObject([
      { op: "unsubscribe", topics: ["feed"] },
      { op: "subscribe", topics: ["feed"], since: 60 },
    ]);
  });

  test("a refused topic is not asked for again", async () => {
    await connected();
    socket.subscribe("person:other", 100);
    const refused = [{ topic: "person:other", code: "not_allowed" }];
    world.wire.says({ op: "subscribed", id: 1, topics: [], refused, position: 100, events: [] });
    world.wire.closes(1006);
    await reconnected();
    expect(world.wire.sent).toMatchObject([{ op: "hello", topics: [] }]);
  });
});

describe("resuming", () => {
  test("names the cursor, the incarnation and only confirmed topics; the others are asked for anew", async () => {
    await connected();
    socket.subscribe("feed", 100);
    world.wire.says({ op: "subscribed", id: 1, topics: ["feed"], refused: [], position: 100, events: [] });
    await world.pass(100);
    socket.subscribe("post:p1", 95);
    world.wire.says(frame(liked(107)));
    world.wire.closes(1006);
    expect(socket.state).toBe("behind");
    await reconnected({ position: 107, topics: ["feed"] });
    expect(world.wire.sent).toEqual([
      { op: "hello", since: 107, incarnation: "one", topics: ["feed"] },
      { op: "subscribe", id: 3, topics: ["post:p1"], since: 95 },
    ]);
  });

  test("missed events come once, in order, whatever is repeated", async () => {
    await connected();
    for (const seq of [101, 102]) world.wire.says(frame(liked(seq)));
    world.wire.closes(4011);
    await reconnected({ position: 102 });
    for (const seq of [102, 103, 104, 104, 105]) world.wire.says(frame(liked(seq)));
    expect(told.events).toEqual([101, 102, 103, 104, 105]);
  });

  test("a reset names what to fetch, and the cursor goes on from there", async () => {
    await connected();
    world.wire.says({ op: "reset", topics: ["feed"], position: 500, reason: "too_old" });
    expect(told.resets).toEqual([{ topics: ["feed"], position: 500 }]);
    expect(socket.cursor).toBe(500);
  });

  test("another log begins anew: everything is reset, also backwards", async () => {
    await connected();
    world.wire.says(frame(liked(101)));
    world.wire.closes(1006);
    await reconnected({ incarnation: "two", position: 7 });
    expect(told.resets).toEqual([{ topics: undefined, position: 7 }]);
    expect(socket.cursor).toBe(7);
    world.wire.says(frame(liked(101)));
    expect(told.events).toEqual([101, 101]);
  });
});
