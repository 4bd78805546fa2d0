/** The one place that calls fetch for the API: tokens, headers, problems. */
import { Problem, problemOf, unreachable } from "./problem";
import type { Position } from "./types";

/** Every answer comes within 5 s; beyond this the way there is broken. */
const PATIENCE_MS = 15_000;

/** Where the client gets its access token; made by `account/access.ts`. */
export interface Tokens {
  /** A token that is still good, renewed if it had to be; undefined when nobody is signed in. */
  token(): Promise<string | undefined>;
  /** The server refused this token: another one, or undefined when there is none to be had. */
  renew(refused: string): Promise<string | undefined>;
}

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the base, such as `/posts`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** Idempotency key of a command. */
  key?: string;
  /** Wait until the read models have passed this position. */
  after?: Position | undefined;
  signal?: AbortSignal | undefined;
  /** With the session's cookie instead of a token. */
  cookie?: boolean;
}

export interface Answer<T> {
  data: T;
  /** The position the data was read at, or the command's. */
  position: Position | undefined;
  /** The log's incarnation. */
  log: string | undefined;
}

export interface Client {
  /** Throws a Problem for everything but success. */
  request<T>(ask: Ask): Promise<Answer<T>>;
}

export function createClient(base: string, tokens: Tokens, send: typeof fetch = fetch): Client {
  async function once(ask: Ask, token: string | undefined): Promise<Response> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const signal = ask.signal ? AbortSignal.any([ask.signal, patience]) : patience;
    try {
      return await send(address(base, ask), {
        method: ask.method ?? "GET",
        headers: headers(ask, token),
        credentials: ask.cookie ? "include" : "same-origin",
        // A rotated cookie must arrive even if the page is being reloaded: a refresh token used twice ends the session.
        keepalive: ask.cookie === true,
        body: ask.body === undefined ? null : JSON.stringify(ask.body),
        signal,
      });
    } catch (error) {
      if (ask.signal?.aborted) throw error;
      throw unreachable();
    }
  }

  async function request<T>(ask: Ask): Promise<Answer<T>> {
    const token = ask.cookie ? undefined : await tokens.token();
    let response = await once(ask, token);
    if (response.status === 401 && token !== undefined) {
      const next = await tokens.renew(token);
      if (next !== undefined) response = await once(ask, next);
    }
    if (!response.ok) throw await problemOf(response);
    return {
      data: await dataOf<T>(response),
      position: number(response.headers.get("Loggia-Position")),
      log: response.headers.get("Loggia-Log") ?? undefined,
    };
  }

  return { request };
}

function address(base: string, ask: Ask): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(ask.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return `${base}${ask.path}${text === "" ? "" : `?${text}`}`;
}

function headers(ask: Ask, token: string | undefined): Record<string, string> {
  const set: Record<string, string> = { Accept: "application/json" };
  if (ask.body !== undefined) set["Content-Type"] = "application/json";
  if (token !== undefined) set.Authorization = `Bearer ${token}`;
  if (ask.key !== undefined) set["Idempotency-Key"] = ask.key;
  if (ask.after !== undefined) set["Loggia-After"] = String(ask.after);
  return set;
}

async function dataOf<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Problem({
      status: 502,
      code: "http.no_json",
      message: "Something between you and Loggia answered instead of it. Try again in a moment.",
    });
  }
}

function number(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
