import { beforeEach, describe, expect, test } from "vitest";
import { createClient } from "../api/client";
import { Problem } from "../api/problem";
import { memoryStore, type Store, type WithLock } from "../net/storage";
import { Access, PERSON_PLACE } from "./access";

const ada = {
  id: "019a0000-0000-7000-8000-000000000001",
  username: "ada",
  display_name: "Ada",
  joined_at: "2026-01-01T00:00:00Z",
  email: "ada@loggia.test",
};

let store: Store;
let now: number;
let requests: { path: string; token: string | null; key: string | null; credentials: string | undefined }[];
/** Answers by path; by default everything works. */
let server: Record<string, () => Response | Promise<Response>>;
let issued: number;

const send = (async (input: string, init: RequestInit = {}) => {
  const path = input.replace("/api", "");
  const headers = new Headers(init.headers);
  requests.push({
    path,
    token: headers.get("Authorization"),
    key: headers.get("Idempotency-Key"),
    credentials: init.credentials,
  });
  const answer = server[path];
  if (!answer) throw new TypeError("Failed to fetch");
  return answer();
}) as typeof fetch;

/** Tabs of one browser share it. */
let turn: Promise<unknown>;
const withLock: WithLock = (_, work) => {
  const mine = turn.then(work, work);
  turn = mine.catch(() => {});
  return mine;
};

function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

function token(): { access_token: string; expires_in: number } {
  issued += 1;
  return { access_token: `token-${issued}`, expires_in: 600 };
}

beforeEach(() => {
  store = memoryStore();
  now = 0;
  requests = [];
  issued = 0;
  turn = Promise.resolve();
  server = {
    "/auth/login": () => json({ person: ada, position: 1, ...token() }),
    "/auth/refresh": () => json(token()),
    "/auth/logout": () => new Response(null, { status: 204 }),
    "/posts": () => json({ items: [], position: 5 }, 200, { "Loggia-Position": "5", "Loggia-Log": "one" }),
  };
});

function tab(): Access {
  return new Access({ base: "/api", store, withLock, send, now: () => now });
}

async function signedIn(): Promise<Access> {
  const access = tab();
  await access.logIn({ login: "ada", password: "correct horse" });
  requests = [];
  return access;
}

const paths = () => requests.map((request) => request.path);

describe("starting", () => {
  test("a visitor asks for nothing", async () => {
    const access = tab();
    expect(access.session()).toEqual({ status: "signed-out", ended: undefined });
    expect(await access.token()).toBeUndefined();
    expect(requests).toEqual([]);
  });

  test("a reload is signed in from the first moment, and gets a token by the cookie", async () => {
    await signedIn();
    const access = tab();
    expect(access.session()).toMatchObject({ status: "signed-in", restoring: true, person: ada });
    expect(await access.token()).toBe("token-2");
    expect(requests).toMatchObject([{ path: "/auth/refresh", token: null, credentials: "include" }]);
  });

  test("an offline reload stays signed in", async () => {
    await signedIn();
    server = {};
    const access = tab();
    await expect(access.token()).rejects.toMatchObject({ status: 0 });
    expect(access.session().status).toBe("signed-in");
  });

  test("a damaged memory is a visitor", () => {
    store.setItem(PERSON_PLACE, "{");
    expect(tab().session().status).toBe("signed-out");
  });
});

describe("tokens", () => {
  test("one is used until shortly before its end, then renewed before it is refused", async () => {
    const access = await signedIn();
    now = 569_000;
    expect(await access.token()).toBe("token-1");
    now = 571_000;
    expect(await access.token()).toBe("token-2");
    expect(paths()).toEqual(["/auth/refresh"]);
  });

  test("many requests at once renew once", async () => {
    const access = await signedIn();
    now = 700_000;
    const all = await Promise.all([access.token(), access.token(), access.renew("token-1")]);
    expect(all).toEqual(["token-2", "token-2", "token-2"]);
    expect(paths()).toEqual(["/auth/refresh"]);
  });

  test("two tabs never refresh at the same time: a token used twice would end the session", async () => {
    const first = await signedIn();
    const second = tab();
    now = 700_000;
    let at = 0;
    let most = 0;
    server["/auth/refresh"] = async () => {
      most = Math.max(most, ++at);
      await Promise.resolve();
      at -= 1;
      return json(token());
    };
    await Promise.all([first.token(), second.token()]);
    expect(most).toBe(1);
    expect(paths()).toHaveLength(2);
  });

  test("a refusal is answered with one renewal and one repetition", async () => {
    const access = await signedIn();
    const client = createClient("/api", access, send);
    let refused = 0;
    server["/posts"] = () => (refused++ === 0 ? json({ code: "auth.expired" }, 401) : json({ items: [] }));
    await client.request({ path: "/posts" });
    expect(requests.map((request) => [request.path, request.token])).toEqual([
      ["/posts", "Bearer token-1"],
      ["/auth/refresh", null],
      ["/posts", "Bearer token-2"],
    ]);
  });

  test("a token refused although it is new is not renewed for ever", async () => {
    const access = await signedIn();
    const client = createClient("/api", access, send);
    server["/posts"] = () => json({ code: "auth.strange" }, 401);
    await expect(client.request({ path: "/posts" })).rejects.toMatchObject({ status: 401 });
    expect(paths()).toEqual(["/posts", "/auth/refresh", "/posts"]);
  });
});

describe("the end", () => {
  test.each([
    [401, "expired"],
    [403, "ended"],
  ])("a refused refresh (%s) signs out once and says why", async (status, reason) => {
    const access = await signedIn();
    now = 700_000;
    server["/auth/refresh"] = () => json({ code: "auth.over" }, status);
    let told = 0;
    access.subscribe(() => {
      told += 1;
    });
    await Promise.all([access.token(), access.token()]);
    expect(access.session()).toEqual({ status: "signed-out", ended: reason });
    expect(await access.token()).toBeUndefined();
    expect(told).toBe(1);
    expect(paths()).toEqual(["/auth/refresh"]);
    expect(tab().session().status).toBe("signed-out");
  });

  test("a server that is away ends nothing", async () => {
    const access = await signedIn();
    now = 700_000;
    server["/auth/refresh"] = () => json({ code: "postgres.away" }, 503, { "Retry-After": "2" });
    await expect(access.token()).rejects.toMatchObject({ status: 503, retryAfterMs: 2000 });
    expect(access.session().status).toBe("signed-in");
  });

  test("logging out works without the server", async () => {
    const access = await signedIn();
    server = {};
    await access.logOut();
    expect(access.session()).toEqual({ status: "signed-out", ended: undefined });
    expect(tab().session().status).toBe("signed-out");
  });

  test("other tabs follow when somebody signs in or out", async () => {
    const access = tab();
    access.personChanged(JSON.stringify(ada));
    expect(access.viewer).toBe(ada.id);
    access.personChanged(null);
    expect(access.session()).toEqual({ status: "signed-out", ended: undefined });
  });
});

describe("answers", () => {
  const client = createClient("/api", { token: async () => undefined, renew: async () => undefined }, send);

  test("carry position and incarnation", async () => {
    expect(await client.request({ path: "/posts" })).toEqual({
      data: { items: [], position: 5 },
      position: 5,
      log: "one",
    });
  });

  test("a refusal is a Problem in the server's words, with its fields", async () => {
    const errors = [{ pointer: "/username", code: "taken", detail: "That name is taken." }];
    server["/posts"] = () =>
      json({ code: "people.taken", detail: "Choose another name.", errors, request_id: "r" }, 409);
    const problem = await client.request({ path: "/posts" }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      status: 409,
      code: "people.taken",
      message: "Choose another name.",
      requestId: "r",
    });
    expect((problem as Problem).field("username")).toBe("That name is taken.");
    expect((problem as Problem).field("email")).toBeUndefined();
  });

  test.each([
    ["no answer at all", () => Promise.reject(new TypeError("failed")), 0, true],
    ["a proxy's page", () => new Response("<html>", { status: 502 }), 502, true],
    ["a page instead of JSON", () => new Response("<html>", { status: 200 }), 502, true],
    ["too many", () => json({}, 429, { "Retry-After": "7" }), 429, true],
    ["a rule", () => json({ code: "x", detail: "No." }, 422), 422, false],
  ] as const)("%s: words a person can use, and whether it passes", async (_, answer, status, passing) => {
    server["/posts"] = answer as () => Response;
    const problem = await client.request({ path: "/posts" }).catch((error: unknown) => error as Problem);
    expect(problem).toMatchObject({ status, passing });
    expect((problem as Problem).message).toMatch(/^[A-Z].*\.$/);
  });
});
