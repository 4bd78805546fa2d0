import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../api/problem";
import { Socket } from "./socket";
import { FakeWorld, frame, liked, settled } from "./testing/world";

let world: FakeWorld;
let socket: Socket;
let events: number[];
let cursors: (number | undefined)[];
let resets: { topics: readonly string[] | undefined; position: number }[];
let ended: number;

beforeEach(() => {
  world = new FakeWorld();
  events = [];
  cursors = [];
  resets = [];
  ended = 0;
  socket = new Socket(world, {
    event: (event) => {
      events.push(event.seq);
      cursors.push(socket.cursor);
    },
    reset: (topics, position) => resets.push({ topics, position }),
    changed: () => {},
    sessionEnded: () => {
      ended += 1;
    },
  });
});

async function connected(): Promise<void> {
  socket.start();
  await settled();
  world.wire.opens();
  world.wire.welcomes();
}

/** The next connection after the waiting time has passed. */
async function reconnected(welcome: Parameters<typeof world.wire.welcomes>[0] = {}): Promise<void> {
  await world.pass(31_000);
  world.wire.opens();
  world.wire.welcomes(welcome);
}

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
    expect(events).toEqual([101, 105]);
    expect(cursors).toEqual([101, 105]);
  });

  test("what is not after the cursor is not news", async () => {
    await connected();
    for (const seq of [101, 103, 102, 103, 99]) world.wire.says(frame(liked(seq)));
    expect(events).toEqual([101, 103]);
  });

  test("a handler that fails is not given the same event again after reconnecting", async () => {
    const failing = new Socket(world, {
      event: () => {
        throw new Error("a mistake in a fold");
      },
      reset: () => {},
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
    world.wire.says({ op: "marker", conversation: "c" });
    world.wire.says({ op: "error", code: "unknown_op" });
    expect(socket.state).toBe("live");
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
    expect(events).toEqual([92, 97]);
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
    expect(events).toEqual([105, 106]);
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
    expect(events).toEqual([101, 102, 103, 104, 105]);
  });

  test("a reset names what to fetch, and the cursor goes on from there", async () => {
    await connected();
    world.wire.says({ op: "reset", topics: ["feed"], position: 500, reason: "too_old" });
    expect(resets).toEqual([{ topics: ["feed"], position: 500 }]);
    expect(socket.cursor).toBe(500);
  });

  test("another log begins anew: everything is reset, also backwards", async () => {
    await connected();
    world.wire.says(frame(liked(101)));
    world.wire.closes(1006);
    await reconnected({ incarnation: "two", position: 7 });
    expect(resets).toEqual([{ topics: undefined, position: 7 }]);
    expect(socket.cursor).toBe(7);
    world.wire.says(frame(liked(101)));
    expect(events).toEqual([101, 101]);
  });
});

describe("coming back", () => {
  test.each([1012, 4003, 4006, 4011, 1013, 1006, 1001])("after close code %s", async (code) => {
    await connected();
    world.wire.closes(code);
    expect(socket.state).toBe("behind");
    await reconnected();
    expect(socket.state).toBe("live");
    expect(ended).toBe(0);
  });

  test.each([1003, 1009, 4001, 4012])("not after close code %s", async (code) => {
    await connected();
    world.wire.closes(code);
    await world.pass(600_000);
    expect(world.wires).toHaveLength(1);
    expect(socket.state).toBe("ended");
    expect(ended).toBe(0);
  });

  test("after 4008 slowly", async () => {
    await connected();
    world.wire.closes(4008);
    await world.pass(14_000);
    expect(world.wires).toHaveLength(1);
    await world.pass(3000);
    expect(world.wires).toHaveLength(2);
  });

  test("after a reconnect frame when it says, with the cursor", async () => {
    await connected();
    world.wire.says(frame(liked(103)));
    world.wire.says({ op: "reconnect", after_ms: 812 });
    await world.pass(811);
    expect(world.wires).toHaveLength(1);
    await world.pass(1);
    world.wire.opens();
    expect(world.wire.sent[0]).toMatchObject({ since: 103 });
  });

  test("waits are jittered and grow to 30 s, and start over once a connection has held", async () => {
    world.onTicket = async () => {
      throw new Problem({ status: 503, code: "log.away", message: "" });
    };
    world.luck = 0.999;
    socket.start();
    const waits: number[] = [];
    let last = 0;
    for (let seen = 1; waits.length < 8; ) {
      await world.pass(100);
      if (world.tickets === seen) continue;
      seen = world.tickets;
      waits.push(Math.round((world.now() - last) / 1000));
      last = world.now();
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    world.onTicket = async () => "good";
    await world.pass(31_000);
    world.wire.opens();
    world.wire.welcomes();
    await world.pass(11_000);
    world.wire.closes(1006);
    const before = world.tickets;
    await world.pass(1000);
    expect(world.tickets).toBe(before + 1);
  });

  test("a server that says when is waited for that long", async () => {
    world.onTicket = async () => {
      throw new Problem({ status: 429, code: "limits", message: "", retryAfterMs: 45_000 });
    };
    socket.start();
    await world.pass(44_000);
    expect(world.tickets).toBe(1);
    await world.pass(2000);
    expect(world.tickets).toBe(2);
  });

  test("silence for more than two heartbeats is a lost connection; a heartbeat is none", async () => {
    await connected();
    for (let i = 0; i < 6; i++) {
      await world.pass(25_000);
      world.wire.says({ op: "heartbeat", position: 100 + i });
    }
    expect(world.wires).toHaveLength(1);
    await world.pass(58_000);
    expect(world.wires).toHaveLength(2);
    expect(world.wires[0]?.closed).toBe(true);
  });
});

describe("the end of a session (pain: every connection looped on 401)", () => {
  test.each([401, 403])("a ticket refused with %s signs out once and asks no more", async (status) => {
    world.onTicket = async () => {
      throw new Problem({ status, code: "auth", message: "" });
    };
    socket.start();
    await world.pass(3_600_000);
    expect(world.tickets).toBe(1);
    expect(ended).toBe(1);
    expect(socket.state).toBe("ended");
    socket.nudge();
    await world.pass(3_600_000);
    expect(world.tickets).toBe(1);
    expect(ended).toBe(1);
  });

  test("close code 4009 signs out once", async () => {
    await connected();
    world.wire.closes(4009);
    await world.pass(3_600_000);
    expect([ended, world.tickets]).toEqual([1, 1]);
  });

  test("a new session starts afresh, without the old cursor", async () => {
    await connected();
    world.wire.closes(4009);
    socket.stop();
    expect(socket.state).toBe("idle");
    await connected();
    expect(world.wire.sent[0]).toEqual({ op: "hello", topics: [] });
  });
});

describe("network and attention", () => {
  test("going offline says so at once; coming back reconnects within a second and resumes", async () => {
    await connected();
    world.wire.says(frame(liked(104)));
    world.network = false;
    socket.nudge();
    expect(socket.state).toBe("offline");
    await world.pass(600_000);
    expect(world.tickets).toBe(1);
    world.network = true;
    socket.nudge();
    await world.pass(1000);
    world.wire.opens();
    expect(world.wire.sent[0]).toMatchObject({ since: 104 });
  });

  test("a server that cannot be reached is called offline after some attempts", async () => {
    await connected();
    world.wire.closes(1006);
    world.onTicket = async () => {
      throw new Problem({ status: 0, code: "network", message: "" });
    };
    expect(socket.state).toBe("behind");
    await world.pass(60_000);
    expect(socket.state).toBe("offline");
  });

  test("somebody who looks again does not wait for the backoff", async () => {
    await connected();
    world.luck = 0.9;
    for (let i = 0; i < 5; i++) {
      world.wire.closes(1006);
      await world.pass(31_000);
    }
    world.wire.closes(1006);
    const before = world.tickets;
    socket.nudge();
    await world.pass(1000);
    expect(world.tickets).toBe(before + 1);
  });

  test("looking again at a connection that died in its sleep replaces it", async () => {
    await connected();
    const asleep = world.now();
    // A sleeping machine runs no timers.
    world.now = () => asleep + 3_600_000;
    socket.nudge();
    expect(world.wires[0]?.closed).toBe(true);
    expect(socket.state).toBe("behind");
  });
});
