import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../api/client";
import { unreachable } from "../api/problem";
import { comment, event, like, me, Office, states } from "./testing/office";
import { settled } from "./testing/world";

let office: Office;

beforeEach(() => {
  office = new Office();
});

describe("echoes (pain: the optimistic row and its echo were shown together)", () => {
  test("an entry is laid on top until its event has been shown, and not longer", async () => {
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()).toMatchObject([{ state: "sent", position: 101, event: { seq: 101 } }]);
    outbox.settle(100);
    expect(outbox.entries()).toHaveLength(1);
    outbox.settle(101);
    expect(outbox.entries()).toHaveLength(0);
    expect(office.store.length).toBe(0);
  });

  test("an event that comes before the answer ends the overlay; the request goes on", async () => {
    let answer: (answer: Answer<unknown>) => void = () => {};
    office.answers = [new Promise((resolve) => (answer = resolve))];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    outbox.echo(event({ ...comment("a").event, seq: 101, body: "as the server trims it" }));
    expect(outbox.entries()).toEqual([]);
    answer({ data: {}, position: 101, log: "one" });
    await settled();
    expect(outbox.entries()).toEqual([]);
    expect(office.store.length).toBe(0);
  });

  test("another's event, or another deed of mine, is no echo", async () => {
    office.answers = [new Promise(() => {})];
    const outbox = await office.started();
    outbox.add(like(true));
    await settled();
    outbox.echo(event({ ...like(true).event, seq: 101, actor: "somebody" }));
    outbox.echo(event({ ...like(false).event, seq: 102 }));
    outbox.echo(event({ ...like(true, "q").event, seq: 103 }));
    expect(outbox.entries()).toHaveLength(1);
    outbox.echo(event({ ...like(true).event, seq: 104 }));
    expect(outbox.entries()).toHaveLength(0);
  });

  test("an answer whose event has been shown already leaves nothing", async () => {
    office.seen = 500;
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()).toEqual([]);
  });

  test("the server's rendering replaces ours while the event is on its way", async () => {
    office.answers = [{ data: { html: "<p>theirs</p>" }, position: 101, log: "one" }];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()[0]?.event).toMatchObject({ html: "<p>theirs</p>" });
  });
});

describe("several tabs", () => {
  test("only one sends; the others see how it goes", async () => {
    const first = await office.started();
    const second = await office.started();
    const told = vi.fn();
    second.subscribe(told);
    office.answers = [unreachable()];
    second.add(comment("a"));
    await settled();
    expect(office.asked).toHaveLength(0);
    const place = `loggia.outbox.${me}.${second.entries()[0]?.key}`;
    first.storeChanged(place, office.store.getItem(place));
    await settled();
    expect(office.asked).toHaveLength(1);
    office.pauses.shift()?.end();
    await settled();
    second.storeChanged(place, office.store.getItem(place));
    expect(states(second)).toEqual(["sent"]);
    first.settle(101);
    second.storeChanged(place, null);
    expect(states(second)).toEqual(["sent"]);
    second.settle(101);
    expect(second.entries()).toEqual([]);
    expect(told).toHaveBeenCalled();
  });

  test("when the sending tab closes, another goes on with the same key", async () => {
    const first = await office.started();
    office.answers = [unreachable()];
    first.add(comment("a"));
    await settled();
    await office.started();
    expect(office.asked).toHaveLength(1);
    first.stop();
    await settled();
    office.pauses.shift()?.end();
    await settled();
    expect(office.asked.map((ask) => ask.key)).toEqual([office.asked[0]?.key, office.asked[0]?.key]);
  });
});
