import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../api/problem";
import { type ConnectOptions, connect, type Loggia } from "./standalone";
import { FakeWire, frame, liked, settled } from "./testing/world";

let wires: FakeWire[];
/** Every request: method, path below the base, headers. */
let asked: { what: string; headers: Headers }[];
let refuse: string | undefined;
let bot: Loggia | undefined;

class Wire extends FakeWire {
  constructor(url: string, protocol: string) {
    super(url, protocol);
    wires.push(this);
  }
}

function answer(what: string): unknown {
  if (what.endsWith("/auth/login")) return { person: { id: "me" }, access_token: "one", expires_in: 600 };
  if (what.endsWith("/auth/refresh")) return { access_token: "two", expires_in: 600 };
  if (what.endsWith("/ws/ticket")) return { ticket: "t", expires_in: 30 };
  return {};
}

beforeEach(() => {
  [wires, asked, refuse] = [[], [], undefined];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const what = `${init.method} ${url.replace("https://loggia.test/api", "")}`;
    const headers = new Headers(init.headers);
    asked.push({ what, headers });
    if (refuse !== undefined && headers.get("Authorization") === `Bearer ${refuse}`) {
      return new Response("{}", { status: 401 });
    }
    const cookie = what.includes("/auth/") ? { "Set-Cookie": `refresh=${asked.length}; Path=/` } : {};
    return new Response(JSON.stringify(answer(what)), { status: 200, headers: cookie as HeadersInit });
  });
});

afterEach(() => {
  bot?.close();
  vi.unstubAllGlobals();
});

async function connected(more: Partial<ConnectOptions> = {}): Promise<FakeWire> {
  const options = { url: "https://loggia.test/", login: "bot", password: "a short sentence" };
  const connecting = connect({ ...options, WebSocket: Wire as unknown as typeof WebSocket, ...more });
  await vi.waitFor(() => expect(wires).toHaveLength(1));
  const [wire] = wires;
  wire?.opens();
  wire?.welcomes();
  bot = await connecting;
  return wire as FakeWire;
}

const keys = (what: string) =>
  asked.filter((each) => each.what === what).map((each) => each.headers.get("Idempotency-Key"));

test("follows topics from the position of the greeting, and hands events to their handlers one after another", async () => {
  const wire = await connected({ topics: ["feed"] });
  expect(wire.url).toBe("wss://loggia.test/api/ws?ticket=t");
  expect(wire.sent[1]).toMatchObject({ op: "subscribe", topics: ["feed"], since: 100 });
  const log: string[] = [];
  bot?.on("post.liked", async ({ seq }) => {
    log.push(`begin ${seq}`);
    await settled();
    log.push(`end ${seq}`);
  });
  wire.says(frame(liked(101)));
  wire.says(frame(liked(102)));
  await vi.waitFor(() => expect(log).toHaveLength(4));
  expect(log).toEqual(["begin 101", "end 101", "begin 102", "end 102"]);
  expect(bot?.place).toEqual({ position: 102, log: "one" });
});

test("goes on where another one stopped", async () => {
  const wire = await connected({ topics: ["feed"], place: { position: 80, log: "one" } });
  expect(wire.sent).toMatchObject([
    { op: "hello", since: 80, incarnation: "one" },
    { op: "subscribe", topics: ["feed"], since: 80 },
  ]);
});

test("what is done because of an event has one key however often it is done; anything else has its own", async () => {
  await connected();
  await bot?.put("/posts/p/like", undefined, liked(101));
  await bot?.put("/posts/p/like", undefined, liked(101));
  await bot?.put("/posts/p/like", undefined, liked(102));
  await bot?.put("/posts/p/like");
  const [first, second, third, fourth] = keys("PUT /posts/p/like");
  expect(second).toBe(first);
  expect(new Set([first, third, fourth]).size).toBe(3);
});

test("a refused token is renewed with the cookie of the login, once for however many requests", async () => {
  await connected();
  refuse = "one";
  await Promise.all([bot?.get("/posts"), bot?.get("/people")]);
  const renewals = asked.filter((each) => each.what === "POST /auth/refresh");
  expect(renewals.map((each) => each.headers.get("Cookie"))).toEqual(["refresh=1"]);
});

test("a handler that fails is reported and holds up nothing", async () => {
  const onError = vi.fn();
  const wire = await connected({ onError });
  const seen: number[] = [];
  bot?.on("post.liked", ({ seq }) => {
    if (seq === 101) throw new Error("a mistake");
    seen.push(seq);
  });
  wire.says(frame(liked(101)));
  wire.says(frame(liked(102)));
  await vi.waitFor(() => expect(seen).toEqual([102]));
  expect(onError).toHaveBeenCalledOnce();
});

test("a refused password is said, and nothing connects", async () => {
  vi.stubGlobal("fetch", async () => new Response("{}", { status: 401 }));
  const options = { url: "https://loggia.test", login: "bot", password: "wrong" };
  await expect(connect(options)).rejects.toBeInstanceOf(Problem);
  expect(wires).toEqual([]);
});
