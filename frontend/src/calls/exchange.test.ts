import { beforeEach, expect, test, vi } from "vitest";
import type { LoggiaEvent } from "../net/events";
import { Exchange, NO_CALL } from "./exchange";
import type { Phone } from "./phone";

let done: string[];
let loads: number;
let load: () => Promise<Phone>;
let told: () => void;

const event = (type: string) => ({ type }) as unknown as LoggiaEvent;

beforeEach(() => {
  [done, loads] = [[], 0];
  const phone = {
    event: ({ type }: LoggiaEvent) => done.push(type),
    sync: async () => done.push("sync"),
    clear: () => done.push("clear"),
    state: () => NO_CALL,
    subscribe: (listener: () => void) => {
      told = listener;
    },
  };
  load = async () => {
    loads += 1;
    return phone as unknown as Phone;
  };
});

test("what comes before the phone is there waits, in order, and only calls load it", async () => {
  const exchange = new Exchange(load);
  exchange.event(event("post.created"));
  expect(loads).toBe(0);
  exchange.connected(true);
  exchange.connected(true);
  exchange.event(event("call.started"));
  expect(done).toEqual([]);
  await vi.waitFor(() => expect(done).toEqual(["sync", "call.started"]));
  exchange.event(event("call.ended"));
  expect([done.at(-1), loads]).toEqual(["call.ended", 1]);
  const listener = vi.fn();
  exchange.subscribe(listener);
  told();
  expect(listener).toHaveBeenCalled();
});

test("each connection anew asks which call one is in", async () => {
  const exchange = new Exchange(load);
  for (const live of [true, false, true]) exchange.connected(live);
  await vi.waitFor(() => expect(done).toEqual(["sync", "sync"]));
});

test("what waited for somebody else is not done", async () => {
  const exchange = new Exchange(load);
  exchange.event(event("call.started"));
  exchange.clear();
  exchange.event(event("call.ended"));
  await vi.waitFor(() => expect(done).toEqual(["call.ended"]));
});

test("what could not be loaded is asked for again", async () => {
  let broken = true;
  const exchange = new Exchange(async () => {
    if (broken) throw new Error("offline");
    return load();
  });
  exchange.event(event("call.started"));
  await Promise.resolve();
  broken = false;
  await vi.waitFor(() => {
    exchange.event(event("call.accepted"));
    expect(done.slice(0, 2)).toEqual(["call.started", "call.accepted"]);
  });
});
