import { beforeEach, describe, expect, test } from "vitest";
import { Problem, unreachable } from "../api/problem";
import type { Write } from "./outbox";
import { comment, event, like, me, Office, refusal, states } from "./testing/office";
import { settled } from "./testing/world";

let office: Office;

beforeEach(() => {
  office = new Office();
});

describe("sending", () => {
  test("in the order of writing, each with its own key", async () => {
    const outbox = await office.started();
    for (const id of ["a", "b", "c"]) outbox.add(comment(id));
    await settled();
    expect(office.asked.map((ask) => (ask.body as { body: string }).body)).toEqual(["a", "b", "c"]);
    expect(new Set(office.asked.map((ask) => ask.key)).size).toBe(3);
    expect(states(outbox)).toEqual(["sent", "sent", "sent"]);
  });

  test.each([
    ["no network", unreachable()],
    ["503", refusal(503)],
    ["429", refusal(429)],
    ["500", refusal(500)],
  ])("%s: the same key is tried again until it is acknowledged", async (_, problem) => {
    office.answers = [problem, problem, problem];
    const outbox = await office.started();
    outbox.add(comment("a"));
    for (let i = 0; i < 3; i++) {
      await settled();
      expect(states(outbox)).toEqual(["waiting"]);
      expect(office.asked).toHaveLength(i + 1);
      office.pauses.shift()?.end();
    }
    await settled();
    expect(office.asked).toHaveLength(4);
    expect(new Set(office.asked.map((ask) => ask.key)).size).toBe(1);
    expect(states(outbox)).toEqual(["sent"]);
  });

  test("waits as long as the server asks", async () => {
    office.answers = [new Problem({ status: 429, code: "limits", message: "", retryAfterMs: 42_000 })];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(office.pauses[0]?.ms).toBe(42_000);
  });

  test("a server that fails on one write for ever does not hold up the next", async () => {
    office.answers = Array.from({ length: 8 }, () => refusal(500));
    const outbox = await office.started();
    outbox.add(comment("poison"));
    outbox.add(comment("fine"));
    for (let i = 0; i < 8; i++) {
      await settled();
      office.pauses.shift()?.end();
    }
    await settled();
    expect(states(outbox)).toEqual(["failed", "sent"]);
  });

  test("an ended session keeps what waits, and the next one sends it", async () => {
    office.answers = [refusal(401, "auth.needed")];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(states(outbox)).toEqual(["waiting"]);
    expect(office.pauses).toEqual([]);
    outbox.stop();
    expect(outbox.entries()).toEqual([]);
    await office.started(outbox);
    expect(office.asked.map((ask) => ask.key)).toEqual([office.asked[0]?.key, office.asked[0]?.key]);
    expect(states(outbox)).toEqual(["sent"]);
  });
});

describe("refusals", () => {
  test.each([400, 403, 404, 409, 413, 422])(
    "%s: it fails in words, and nothing else is held up",
    async (status) => {
      office.answers = [refusal(status)];
      const outbox = await office.started();
      outbox.add(comment("a"));
      outbox.add(comment("b"));
      await settled();
      expect(states(outbox)).toEqual(["failed", "sent"]);
      const [failed] = outbox.entries();
      if (!failed) throw new Error("it is gone");
      expect(outbox.sending(failed)).toMatchObject({
        state: "failed",
        problem: { message: "You may not do that." },
      });
    },
  );

  test("trying again uses the same key", async () => {
    office.answers = [refusal(422)];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    const [failed] = outbox.entries();
    if (failed) outbox.sending(failed).retry();
    await settled();
    expect(office.asked[1]?.key).toBe(office.asked[0]?.key);
    expect(states(outbox)).toEqual(["sent"]);
  });

  test("what needs a refused thing waits, and goes with it when it is taken back", async () => {
    office.answers = [refusal(422)];
    const outbox = await office.started();
    outbox.add(comment("a"));
    outbox.add(comment("answer", { needs: ["a"] }));
    outbox.add(comment("answer to that", { needs: ["answer"] }));
    await settled();
    expect(office.asked).toHaveLength(1);
    expect(states(outbox)).toEqual(["failed", "waiting", "waiting"]);
    const [failed] = outbox.entries();
    if (failed) outbox.sending(failed).discard();
    expect(outbox.entries()).toEqual([]);
    expect(office.store.length).toBe(0);
  });

  test("what needs a thing still on its way is sent after it", async () => {
    office.answers = [unreachable()];
    const outbox = await office.started();
    outbox.add(comment("a"));
    outbox.add({ ...like(true, "a"), needs: ["a"] });
    await settled();
    office.pauses.shift()?.end();
    await settled();
    expect(office.asked.map((ask) => ask.method)).toEqual(["POST", "POST", "PUT"]);
  });
});

describe("last word", () => {
  test("of several unsent likes only the last is sent", async () => {
    office.answers = [unreachable()];
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    for (const liked of [true, false, true]) outbox.add(like(liked));
    await settled();
    office.pauses.shift()?.end();
    await settled();
    expect(office.asked.map((ask) => ask.method).filter((method) => method !== "POST")).toEqual(["PUT"]);
  });

  test("one that may have arrived is not taken out of the middle", async () => {
    office.answers = [unreachable()];
    const outbox = await office.started();
    outbox.add(like(true));
    await settled();
    outbox.add(like(false));
    await settled();
    office.pauses.shift()?.end();
    await settled();
    expect(office.asked.map((ask) => ask.method)).toEqual(["PUT", "PUT", "DELETE"]);
  });

  test("two unsent edits become one with the fields of both", async () => {
    const edit = (body: Record<string, string>): Write => ({
      ...comment("p"),
      method: "PATCH",
      slot: "edit:p",
      body,
      event: event({ type: "post.edited", post: "p", ...body }),
    });
    const outbox = office.tab();
    outbox.start(me);
    outbox.add(edit({ title: "t" }));
    outbox.add(edit({ body: "b" }));
    expect(outbox.entries()[0]?.event).toMatchObject({ title: "t", body: "b" });
    await settled();
    expect(office.asked.map((ask) => ask.body)).toEqual([{ title: "t", body: "b" }]);
  });
});

describe("surviving", () => {
  test("a reload while offline keeps the writes, their order and their keys", async () => {
    office.answers = [unreachable()];
    const before = await office.started();
    before.add(comment("a"));
    before.add(comment("b"));
    await settled();
    before.stop();
    const after = await office.started();
    expect(office.asked.slice(1).map((ask) => (ask.body as { body: string }).body)).toEqual(["a", "b"]);
    expect(office.asked[1]?.key).toBe(office.asked[0]?.key);
    expect(states(after)).toEqual(["sent", "sent"]);
  });

  test("a crash between sending and the answer repeats the key, not the deed", async () => {
    office.answers = [new Promise(() => {})];
    const before = await office.started();
    before.add(comment("a"));
    await settled();
    // The page is gone without a word; the browser frees its lock.
    office.turn = Promise.resolve();
    await office.started();
    expect(office.asked.map((ask) => ask.key)).toEqual([office.asked[0]?.key, office.asked[0]?.key]);
  });

  test("what somebody else of this browser wrote is neither shown nor sent", async () => {
    const outbox = office.tab();
    outbox.start("019a0000-0000-7000-8000-000000000002");
    office.answers = [unreachable()];
    outbox.add(comment("theirs"));
    await settled();
    outbox.stop();
    const mine = await office.started();
    expect(mine.entries()).toEqual([]);
    expect(office.asked).toHaveLength(1);
  });

  test("a damaged entry is passed over", async () => {
    office.store.setItem(`loggia.outbox.${me}.x`, "{broken");
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(office.asked).toHaveLength(1);
  });

  test("a full store does not keep a write from being sent", async () => {
    office.store.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const outbox = await office.started();
    outbox.add(comment("a"));
    await settled();
    expect(states(outbox)).toEqual(["sent"]);
  });
});
