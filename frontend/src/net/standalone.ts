/**
 * The client without React, for bots and scripts: sign in, follow, act. The same socket with the same policy of
 * coming back as in the browser. The entry of the package that `npm run build:net` makes; nothing below it may need a page.
 */
import { socketAddress } from "../api/address";
import { type Client, createClient } from "../api/client";
import type { Me, Position } from "../api/types";
import type { EventMeta, EventOf, EventType } from "./events";
import type { Signal } from "./frames";
import { keyMaker, keyOf } from "./id";
import { type Credentials, Login } from "./login";
import { type ConnectionState, Socket, type World } from "./socket";
import type { Topic } from "./subscriptions";

export { Problem } from "../api/problem";
export type { Id, Me, Position } from "../api/types";
export type { EventFields, EventOf, EventType, LoggiaEvent } from "./events";
export type { Presence, Signal } from "./frames";
export type { ConnectionState } from "./socket";

/** How far a client has come, to be given to the next one of the same person. */
export interface Place {
  position: Position;
  log: string;
}

export interface ConnectOptions extends Credentials {
  /** Where Loggia is, such as `https://loggia.example`. */
  url: string;
  /** What to follow from the start, such as `feed`. One's own topic is followed anyway. */
  topics?: Topic[];
  /** Begins after this place instead of now: what happened meanwhile comes first. */
  place?: Place;
  /** For platforms without a WebSocket of their own. */
  WebSocket?: new (
    url: string,
    protocol: string,
  ) => WebSocket;
  /** A handler threw; by default it is written to the console. */
  onError?: (error: unknown) => void;
}

type Handler = (it: never) => unknown;

/**
 * Signs in and connects; throws a Problem when that is refused. From then on it comes back by itself, and nothing is
 * missed. Handlers added right after it get everything.
 */
export async function connect(options: ConnectOptions): Promise<Loggia> {
  const base = `${options.url.replace(/\/+$/, "")}/api`;
  const login = new Login(base, options);
  const person = await login.signIn();
  return await new Loggia(person, createClient(base, login), base, options).ready;
}

export class Loggia {
  /** Resolves with the first connection. */
  readonly ready: Promise<this>;
  private readonly socket: Socket;
  private readonly handlers = new Map<string, Handler[]>();
  private readonly newKey = keyMaker();
  /** Handlers run one after another: what one of them did is done before the next event. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    /** Who this client is. */
    readonly person: Me,
    private readonly client: Client,
    base: string,
    private readonly options: ConnectOptions,
  ) {
    const { place, topics = [] } = options;
    let resolve: (self: this) => void = () => {};
    this.ready = new Promise((done) => {
      resolve = done;
    });
    let begun = false;
    const begin = () => {
      if (begun || this.socket.state !== "live") return;
      begun = true;
      if (!place) this.follow(...topics);
      resolve(this);
    };
    this.socket = new Socket(this.world(base), {
      event: (event) => this.run(event.type, event),
      signal: (signal) => this.run(signal.op, signal),
      reset: (reset, position) => this.run("reset", { topics: reset, position }),
      changed: begin,
      sessionEnded: () => this.run("session.ended", undefined),
    });
    if (place) for (const topic of topics) this.socket.subscribe(topic, place.position);
    this.socket.start(place);
  }

  get state(): ConnectionState {
    return this.socket.state;
  }

  /** How far this client has come; undefined before the first connection. */
  get place(): Place | undefined {
    const { cursor, log } = this.socket;
    return cursor === undefined || log === undefined ? undefined : { position: cursor, log };
  }

  /** Calls the handler for every event of a type, for every signal of a kind, for a `reset` or when the session ends. */
  on<T extends EventType>(type: T, handler: (event: EventOf<T>) => unknown): this;
  on<S extends Signal["op"]>(op: S, handler: (signal: Extract<Signal, { op: S }>) => unknown): this;
  on(what: "reset", handler: (reset: { topics: Topic[] | undefined; position: Position }) => unknown): this;
  on(what: "session.ended", handler: () => unknown): this;
  on(what: string, handler: Handler): this {
    this.handlers.set(what, [...(this.handlers.get(what) ?? []), handler]);
    return this;
  }

  /** Receives the events of these topics, too, from now on; returns how to end that. */
  follow(...topics: Topic[]): () => void {
    const ends = topics.map((topic) => this.socket.subscribe(topic, this.socket.cursor ?? 0));
    return () => {
      for (const end of ends) end();
    };
  }

  async get<T = unknown>(path: string, query?: Record<string, string | number | undefined>): Promise<T> {
    const answer = await this.client.request<T>({ path, ...(query && { query }) });
    return answer.data;
  }

  /**
   * Does something. `because` is the event it answers: done again for the same event it stays one deed, also after a
   * restart that handles the event anew.
   */
  async post<T = unknown>(path: string, body?: unknown, because?: EventMeta): Promise<T> {
    return await this.act<T>("POST", path, body, because);
  }

  async put<T = unknown>(path: string, body?: unknown, because?: EventMeta): Promise<T> {
    return await this.act<T>("PUT", path, body, because);
  }

  async patch<T = unknown>(path: string, body?: unknown, because?: EventMeta): Promise<T> {
    return await this.act<T>("PATCH", path, body, because);
  }

  async delete<T = unknown>(path: string, because?: EventMeta): Promise<T> {
    return await this.act<T>("DELETE", path, undefined, because);
  }

  /** Disconnects for good. */
  close(): void {
    this.socket.stop();
  }

  private async act<T>(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body: unknown,
    because: EventMeta | undefined,
  ): Promise<T> {
    const key = because ? keyOf(`${this.socket.log}:${because.seq}:${method}:${path}`) : this.newKey();
    return (await this.client.request<T>({ method, path, key, ...(body !== undefined && { body }) })).data;
  }

  private run(what: string, it: unknown): void {
    const complain = this.options.onError ?? console.error;
    for (const handler of this.handlers.get(what) ?? []) {
      this.last = this.last.then(() => handler(it as never)).catch(complain);
    }
  }

  private world(base: string): World {
    const Wire = this.options.WebSocket ?? globalThis.WebSocket;
    if (!Wire)
      throw new Error("There is no WebSocket here: give one, or start Node with --experimental-websocket.");
    return {
      address: socketAddress(base, base),
      ticket: async () => {
        const answer = await this.client.request<{ ticket: string }>({ method: "POST", path: "/ws/ticket" });
        return answer.data.ticket;
      },
      open: (url, protocol) => new Wire(url, protocol),
      now: () => performance.now(),
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      online: () => true,
      hidden: () => false,
    };
  }
}
