import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../api/problem";
import type { Socket } from "./socket";
import { type Told, type Welcome, watched, welcomed, welcomedAgain } from "./testing/watched";
import { type FakeWorld, frame, liked } from "./testing/world";

let world: FakeWorld;
let socket: Socket;
let told: Told;

beforeEach(() => {
  ({ world, socket, told } = watched());
});

const connected = () => welcomed(socket, world);
const reconnected = (welcome?: Welcome) => welcomedAgain(world, welcome);

describe("coming back", () => {
  test.each([1012, 4003, 4006, 4011, 1013, 1006, 1001])("after close code %s", async (code) => {
    await connected();
    world.wire.closes(code);
    expect(socket.state).toBe("behind");
    await reconnected();
    expect(socket.state).toBe("live");
    expect(told.ended).toBe(0);
  });

  test.each([1003, 1009, 4001, 4012])("not after close code %s", async (code) => {
    await connected();
    world.wire.closes(code);
    await world.pass(600_000);
    expect(world.wires).toHaveLength(1);
    expect(socket.state).toBe("ended");
    expect(told.ended).toBe(0);
  });

  test("on a connection that is closing nothing is said", async () => {
    await connected();
    const before = world.wire.sent.length;
    world.wire.isClosing();
    socket.subscribe("post:1", 100);
    await world.pass(1000);
    expect(world.wire.sent).toHaveLength(before);
    world.wire.closes(4009);
    expect(told.ended).toBe(1);
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

describe("what the server wishes", () => {
  test.each([
    ["4008", 15_000, () => world.wire.closes(4008)],
    ["after_ms", 9000, () => world.wire.says({ op: "reconnect", after_ms: 9000 })],
  ])("%s is waited for, however impatient somebody is", async (_, leastMs, loses) => {
    await connected();
    loses();
    for (let looked = 0; looked < leastMs - 1000; looked += 1000) {
      socket.nudge();
      await world.pass(1000);
    }
    expect(world.wires).toHaveLength(1);
    await world.pass(2000);
    expect(world.wires).toHaveLength(2);
  });

  test("a refusal with Retry-After, too", async () => {
    world.onTicket = async () => {
      throw new Problem({ status: 503, code: "redis.away", message: "", retryAfterMs: 20_000 });
    };
    socket.start();
    await world.pass(10_000);
    socket.nudge();
    await world.pass(9000);
    expect(world.tickets).toBe(1);
    await world.pass(2000);
    expect(world.tickets).toBe(2);
  });

  test("1013 is tried again with growing waits, and is not called offline: somebody answered", async () => {
    await connected();
    world.luck = 0.999;
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      const [before, since] = [world.tickets, world.now()];
      world.wire.closes(1013);
      while (world.tickets === before) await world.pass(100);
      waits.push(Math.round((world.now() - since) / 1000));
      expect(socket.state).toBe("behind");
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30]);
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
    expect(told.ended).toBe(1);
    expect(socket.state).toBe("ended");
    socket.nudge();
    await world.pass(3_600_000);
    expect(world.tickets).toBe(1);
    expect(told.ended).toBe(1);
  });

  test("close code 4009 signs out once", async () => {
    await connected();
    world.wire.closes(4009);
    await world.pass(3_600_000);
    expect([told.ended, world.tickets]).toEqual([1, 1]);
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

  test("a hidden tab tries at once like any other, and then takes its time", async () => {
    await connected();
    world.unseen = true;
    world.luck = 0.5;
    world.wire.closes(1006);
    await world.pass(1000);
    expect(world.tickets).toBe(2);
    world.wire.closes(1006);
    await world.pass(14_000);
    expect(world.tickets).toBe(2);
    await world.pass(2000);
    expect(world.tickets).toBe(3);
  });

  test("forgotten tabs do not all come back in the second in which the network does", async () => {
    await connected();
    world.network = false;
    socket.nudge();
    world.network = true;
    world.unseen = true;
    socket.nudge();
    await world.pass(2400);
    expect(world.tickets).toBe(1);
    await world.pass(200);
    expect(world.tickets).toBe(2);
  });
});
