import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer, Ask } from "../api/client";
import { Problem, unreachable } from "../api/problem";
import { type LoggiaEvent, NOT_YET } from "./events";
import { keyMaker } from "./id";
import { Outbox, type Write } from "./outbox";
import { memoryStore, type Store, type WithLock } from "./storage";
import { settled } from "./testing/world";

const me = "019a0000-0000-7000-8000-000000000001";

let store: Store;
let asked: Ask[];
/** What the server does with the next requests; an empty list means it accepts. */
let answers: (Answer<unknown> | Problem | Promise<Answer<unknown>>)[];
let position: number;
let seen: number | undefined;
let pauses: { ms: number; end: () => void }[];
let turn: Promise<unknown>;

/** Tabs of one browser share the store and the lock. */
const withLock: WithLock = (_, work) => {
  const mine = turn.then(work, work);
  turn = mine;
  return mine;
};

beforeEach(() => {
  store = memoryStore();
  asked = [];
  answers = [];
  position = 100;
  seen = undefined;
  pauses = [];
  turn = Promise.resolve();
});

const newKey = keyMaker();

function tab(): Outbox {
  return new Outbox(
    store,
    {
      request: async (ask) => {
        asked.push(ask);
        const next = answers.shift() ?? { data: {}, position: ++position, log: "one" };
        if (next instanceof Problem) throw next;
        return next;
      },
      withLock,
      pause: (ms) => new Promise((end) => pauses.push({ ms, end: () => end() })),
      random: () => 0.5,
      sent: () => {},
      settled: () => seen,
    },
    newKey,
  );
}

async function started(outbox = tab()): Promise<Outbox> {
  outbox.start(me);
  await settled();
  return outbox;
}

function refusal(status: number, code = "posts.refused"): Problem {
  return new Problem({ status, code, message: "You may not do that." });
}

function comment(id: string, more: Partial<Write> = {}): Write {
  return {
    what: "your comment",
    method: "POST",
    path: "/posts/p/comments",
    body: { body: id },
    event: event({ type: "comment.added", comment: id, post: "p", body: id, html: `<p>${id}</p>` }),
    row: id,
    creates: id,
    whenRefused: "keep",
    ...more,
  };
}

function like(liked: boolean, post = "p"): Write {
  return {
    what: "your like",
    method: liked ? "PUT" : "DELETE",
    path: `/posts/${post}/like`,
    event: event({ type: liked ? "post.liked" : "post.unliked", post, author: "a" }),
    needs: [post],
    slot: `like:${post}`,
    whenRefused: "undo",
  };
}

function event(fields: object): LoggiaEvent {
  return {
    seq: NOT_YET,
    at: "2026-01-01T00:00:00Z",
    actor: me,
    topics: [],
    ...fields,
  } as unknown as LoggiaEvent;
}

const states = (outbox: Outbox) => outbox.entries().map((entry) => entry.state);

describe("sending", () => {
  test("in the order of writing, each with its own key", async () => {
    const outbox = await started();
    for (const id of ["a", "b", "c"]) outbox.add(comment(id));
    await settled();
    expect(asked.map((ask) => (ask.body as { body: string }).body)).toEqual(["a", "b", "c"]);
    expect(new Set(asked.map((ask) => ask.key)).size).toBe(3);
    expect(states(outbox)).toEqual(["sent", "sent", "sent"]);
  });

  test.each([
    ["no network", unreachable()],
    ["503", refusal(503)],
    ["429", refusal(429)],
    ["500", refusal(500)],
  ])("%s: the same key is tried again until it is acknowledged", async (_, problem) => {
    answers = [problem, problem, problem];
    const outbox = await started();
    outbox.add(comment("a"));
    for (let i = 0; i < 3; i++) {
      await settled();
      expect(states(outbox)).toEqual(["waiting"]);
      expect(asked).toHaveLength(i + 1);
      pauses.shift()?.end();
    }
    await settled();
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map((ask) => ask.key)).size).toBe(1);
    expect(states(outbox)).toEqual(["sent"]);
  });

  test("waits as long as the server asks", async () => {
    answers = [new Problem({ status: 429, code: "limits", message: "", retryAfterMs: 42_000 })];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(pauses[0]?.ms).toBe(42_000);
  });

  test("a server that fails on one write for ever does not hold up the next", async () => {
    answers = Array.from({ length: 8 }, () => refusal(500));
    const outbox = await started();
    outbox.add(comment("poison"));
    outbox.add(comment("fine"));
    for (let i = 0; i < 8; i++) {
      await settled();
      pauses.shift()?.end();
    }
    await settled();
    expect(states(outbox)).toEqual(["failed", "sent"]);
  });

  test("an ended session keeps what waits, and the next one sends it", async () => {
    answers = [refusal(401, "auth.needed")];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(states(outbox)).toEqual(["waiting"]);
    expect(pauses).toEqual([]);
    outbox.stop();
    expect(outbox.entries()).toEqual([]);
    await started(outbox);
    expect(asked.map((ask) => ask.key)).toEqual([asked[0]?.key, asked[0]?.key]);
    expect(states(outbox)).toEqual(["sent"]);
  });
});

describe("surviving", () => {
  test("a reload while offline keeps the writes, their order and their keys", async () => {
    answers = [unreachable()];
    const before = await started();
    before.add(comment("a"));
    before.add(comment("b"));
    await settled();
    before.stop();
    const after = await started();
    expect(asked.slice(1).map((ask) => (ask.body as { body: string }).body)).toEqual(["a", "b"]);
    expect(asked[1]?.key).toBe(asked[0]?.key);
    expect(states(after)).toEqual(["sent", "sent"]);
  });

  test("a crash between sending and the answer repeats the key, not the deed", async () => {
    answers = [new Promise(() => {})];
    const before = await started();
    before.add(comment("a"));
    await settled();
    // The page is gone without a word; the browser frees its lock.
    turn = Promise.resolve();
    await started();
    expect(asked.map((ask) => ask.key)).toEqual([asked[0]?.key, asked[0]?.key]);
  });

  test("what somebody else of this browser wrote is neither shown nor sent", async () => {
    const outbox = tab();
    outbox.start("019a0000-0000-7000-8000-000000000002");
    answers = [unreachable()];
    outbox.add(comment("theirs"));
    await settled();
    outbox.stop();
    const mine = await started();
    expect(mine.entries()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("a damaged entry is passed over", async () => {
    store.setItem(`loggia.outbox.${me}.x`, "{broken");
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(asked).toHaveLength(1);
  });

  test("a full store does not keep a write from being sent", async () => {
    store.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(states(outbox)).toEqual(["sent"]);
  });
});

describe("refusals", () => {
  test.each([400, 403, 404, 409, 413, 422])(
    "%s: it fails in words, and nothing else is held up",
    async (status) => {
      answers = [refusal(status)];
      const outbox = await started();
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
    answers = [refusal(422)];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    const [failed] = outbox.entries();
    if (failed) outbox.sending(failed).retry();
    await settled();
    expect(asked[1]?.key).toBe(asked[0]?.key);
    expect(states(outbox)).toEqual(["sent"]);
  });

  test("what needs a refused thing waits, and goes with it when it is taken back", async () => {
    answers = [refusal(422)];
    const outbox = await started();
    outbox.add(comment("a"));
    outbox.add(comment("answer", { needs: ["a"] }));
    outbox.add(comment("answer to that", { needs: ["answer"] }));
    await settled();
    expect(asked).toHaveLength(1);
    expect(states(outbox)).toEqual(["failed", "waiting", "waiting"]);
    const [failed] = outbox.entries();
    if (failed) outbox.sending(failed).discard();
    expect(outbox.entries()).toEqual([]);
    expect(store.length).toBe(0);
  });

  test("what needs a thing still on its way is sent after it", async () => {
    answers = [unreachable()];
    const outbox = await started();
    outbox.add(comment("a"));
    outbox.add({ ...like(true, "a"), needs: ["a"] });
    await settled();
    pauses.shift()?.end();
    await settled();
    expect(asked.map((ask) => ask.method)).toEqual(["POST", "POST", "PUT"]);
  });
});

describe("last word", () => {
  test("of several unsent likes only the last is sent", async () => {
    answers = [unreachable()];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    for (const liked of [true, false, true]) outbox.add(like(liked));
    await settled();
    pauses.shift()?.end();
    await settled();
    expect(asked.map((ask) => ask.method).filter((method) => method !== "POST")).toEqual(["PUT"]);
  });

  test("one that may have arrived is not taken out of the middle", async () => {
    answers = [unreachable()];
    const outbox = await started();
    outbox.add(like(true));
    await settled();
    outbox.add(like(false));
    await settled();
    pauses.shift()?.end();
    await settled();
    expect(asked.map((ask) => ask.method)).toEqual(["PUT", "PUT", "DELETE"]);
  });

  test("two unsent edits become one with the fields of both", async () => {
    const edit = (body: Record<string, string>): Write => ({
      ...comment("p"),
      method: "PATCH",
      slot: "edit:p",
      body,
      event: event({ type: "post.edited", post: "p", ...body }),
    });
    const outbox = tab();
    outbox.start(me);
    outbox.add(edit({ title: "t" }));
    outbox.add(edit({ body: "b" }));
    expect(outbox.entries()[0]?.event).toMatchObject({ title: "t", body: "b" });
    await settled();
    expect(asked.map((ask) => ask.body)).toEqual([{ title: "t", body: "b" }]);
  });
});

describe("echoes (pain: the optimistic row and its echo were shown together)", () => {
  test("an entry is laid on top until its event has been shown, and not longer", async () => {
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()).toMatchObject([{ state: "sent", position: 101, event: { seq: 101 } }]);
    outbox.settle(100);
    expect(outbox.entries()).toHaveLength(1);
    outbox.settle(101);
    expect(outbox.entries()).toHaveLength(0);
    expect(store.length).toBe(0);
  });

  test("an event that comes before the answer ends the overlay; the request goes on", async () => {
    let answer: (answer: Answer<unknown>) => void = () => {};
    answers = [new Promise((resolve) => (answer = resolve))];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    outbox.echo(event({ ...comment("a").event, seq: 101, body: "as the server trims it" }));
    expect(outbox.entries()).toEqual([]);
    answer({ data: {}, position: 101, log: "one" });
    await settled();
    expect(outbox.entries()).toEqual([]);
    expect(store.length).toBe(0);
  });

  test("another's event, or another deed of mine, is no echo", async () => {
    answers = [new Promise(() => {})];
    const outbox = await started();
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
    seen = 500;
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()).toEqual([]);
  });

  test("the server's rendering replaces ours while the event is on its way", async () => {
    answers = [{ data: { html: "<p>theirs</p>" }, position: 101, log: "one" }];
    const outbox = await started();
    outbox.add(comment("a"));
    await settled();
    expect(outbox.entries()[0]?.event).toMatchObject({ html: "<p>theirs</p>" });
  });
});

describe("several tabs", () => {
  test("only one sends; the others see how it goes", async () => {
    const first = await started();
    const second = await started();
    const told = vi.fn();
    second.subscribe(told);
    answers = [unreachable()];
    second.add(comment("a"));
    await settled();
    expect(asked).toHaveLength(0);
    const place = `loggia.outbox.${me}.${second.entries()[0]?.key}`;
    first.storeChanged(place, store.getItem(place));
    await settled();
    expect(asked).toHaveLength(1);
    pauses.shift()?.end();
    await settled();
    second.storeChanged(place, store.getItem(place));
    expect(states(second)).toEqual(["sent"]);
    first.settle(101);
    second.storeChanged(place, null);
    expect(states(second)).toEqual(["sent"]);
    second.settle(101);
    expect(second.entries()).toEqual([]);
    expect(told).toHaveBeenCalled();
  });

  test("when the sending tab closes, another goes on with the same key", async () => {
    const first = await started();
    answers = [unreachable()];
    first.add(comment("a"));
    await settled();
    await started();
    expect(asked).toHaveLength(1);
    first.stop();
    await settled();
    pauses.shift()?.end();
    await settled();
    expect(asked.map((ask) => ask.key)).toEqual([asked[0]?.key, asked[0]?.key]);
  });
});
