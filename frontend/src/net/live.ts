/**
 * Snapshot + fold: a query's answer says at which position it was taken, and every later event is folded into it.
 * The states live in the query cache; this knows no area, only each query's own `fold`.
 */
import type { Query, QueryClient } from "@tanstack/react-query";
import type { Answer, Ask, Client } from "../api/client";
import { Problem } from "../api/problem";
import type { Id, Position } from "../api/types";
import type { LoggiaEvent } from "./events";
import type { Signal } from "./frames";
import type { Listener, Socket } from "./socket";
import type { Store } from "./storage";
import type { Topic } from "./subscriptions";

/** How one kind of query lives. All functions are pure but `load`. */
export interface LiveQuery<S> {
  /** Asks the server. `previous` is what was shown until now, so that a long list can be asked for at its length. */
  load(read: Read, previous: S | undefined): Promise<S>;
  /** Applies one event; must leave out of account what the snapshot already contains (`event.seq <= its position`). */
  fold(state: S, event: LoggiaEvent, viewer: Id | undefined): S;
  /** The position of the oldest snapshot in the state. */
  position(state: S): Position;
  /** What to follow while it is shown, each from the position its snapshot was taken at. */
  topics(state: S): Following;
}

export type Following = readonly (readonly [Topic, Position])[];

/** A GET that sees everything this browser has written, and can be brought up to date. */
export type Read = <T>(ask: Ask) => Promise<Answer<T>>;

interface LiveMeta {
  live: LiveQuery<unknown>;
}

/** Events kept to bring a snapshot up to date that was on its way when they arrived. */
const RECENT = 2000;

export class Live implements Listener {
  private socket: Socket | undefined;
  private recent: LoggiaEvent[] = [];
  /** Events up to here may have left `recent`. */
  private floor: Position = 0;
  /** Up to where each query has had all events of a topic it stopped following. */
  private covered = new WeakMap<Query, Map<Topic, Position>>();
  private readonly followers = new Set<Follower>();
  private readonly listeners = new Set<() => void>();
  private readonly hearers = new Set<(signal: Signal) => void>();
  private refetching = 0;

  constructor(
    private readonly queries: QueryClient,
    private readonly client: Client,
    private readonly store: Store,
    readonly viewer: () => Id | undefined,
    /** Called for every event before it is folded, and when the session is over. */
    private readonly told: { event(event: LoggiaEvent): void; sessionEnded(): void },
  ) {}

  attach(socket: Socket): void {
    this.socket = socket;
  }

  /** Called whenever the connection's state or cursor changes. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Every event up to here is in what is shown; undefined while that cannot be said. */
  get settled(): Position | undefined {
    return this.refetching > 0 ? undefined : this.socket?.cursor;
  }

  get connected(): boolean {
    return this.socket?.state === "live";
  }

  // What the socket says

  event(event: LoggiaEvent): void {
    this.told.event(event);
    this.recent.push(event);
    if (this.recent.length > RECENT) {
      for (const dropped of this.recent.splice(0, this.recent.length - RECENT)) {
        this.floor = Math.max(this.floor, dropped.seq);
      }
    }
    for (const query of this.queries.getQueryCache().getAll()) {
      const live = (query.meta as LiveMeta | undefined)?.live;
      if (!live || query.state.data === undefined) continue;
      const next = live.fold(query.state.data, event, this.viewer());
      if (next !== query.state.data) this.put(query, next);
    }
  }

  reset(topics: readonly Topic[] | undefined, position: Position): void {
    if (topics === undefined) {
      // Another log: no position of ours means anything any more.
      this.recent = [];
      this.floor = 0;
      this.covered = new WeakMap();
      this.store.removeItem(this.wroteKey());
    } else {
      this.floor = Math.max(this.floor, position);
    }
    const concerned = new Set<Query>();
    for (const follower of this.followers) {
      if (topics === undefined || topics.some((topic) => follower.follows(topic))) {
        concerned.add(follower.query);
      }
    }
    const cache = this.queries.getQueryCache();
    for (const query of cache.getAll()) {
      if ((query.meta as LiveMeta | undefined)?.live && !query.isActive()) cache.remove(query);
    }
    this.refetching += 1;
    void Promise.allSettled(
      [...concerned].map((query) => this.queries.refetchQueries({ queryKey: query.queryKey, exact: true })),
    ).then(() => {
      this.refetching -= 1;
      this.changed();
    });
  }

  changed(): void {
    for (const listener of this.listeners) listener();
  }

  signal(signal: Signal): void {
    for (const hear of this.hearers) hear(signal);
  }

  sessionEnded(): void {
    this.told.sessionEnded();
  }

  /** Called with every signal from now on, until the returned function is called. */
  hear(hearer: (signal: Signal) => void): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  // What queries ask

  /** A snapshot brought up to date with what arrived while it was under way. */
  async load<S>(live: LiveQuery<S>, previous: S | undefined, signal: AbortSignal): Promise<S> {
    const state = await live.load((ask) => this.read({ signal, ...ask }), previous);
    return this.catchUp(live, state);
  }

  /** Folds what is newer than the snapshot into it. */
  catchUp<S>(live: LiveQuery<S>, state: S): S {
    return this.recent.reduce((folded, event) => live.fold(folded, event, this.viewer()), state);
  }

  /** What has come and stands after a position; of long ago not all of it. */
  after(position: Position): readonly LoggiaEvent[] {
    return this.recent.filter((event) => event.seq > position);
  }

  read: Read = async <T>(ask: Ask): Promise<Answer<T>> => {
    // What is older than `floor` can no longer be completed with events that were received.
    const least = Math.max(this.wrote() ?? 0, this.floor);
    const after = least > 0 ? least : undefined;
    try {
      return await this.client.request<T>({ ...ask, after });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "log.replaced") throw error;
      this.store.removeItem(this.wroteKey());
      this.floor = 0;
      return await this.client.request<T>({ ...ask, after: undefined });
    }
  };

  /** Our own write stands at `position`: what we read from now on must contain it. */
  noteWrite(position: Position): void {
    if (position > (this.wrote() ?? 0)) this.store.setItem(this.wroteKey(), String(position));
  }

  private wrote(): Position | undefined {
    const text = this.store.getItem(this.wroteKey());
    return text === null ? undefined : Number(text);
  }

  private wroteKey(): string {
    return `loggia.wrote.${this.viewer() ?? ""}`;
  }

  /** Follows topics for one mounted view of a query. */
  follow(query: Query): Follower {
    const follower = new Follower(query, (topic, since) => {
      const from = Math.max(since, this.covered.get(query)?.get(topic) ?? 0);
      const release = this.socket?.subscribe(topic, from);
      return () => {
        const confirmed = this.socket?.isConfirmed(topic) ?? false;
        const until = confirmed ? (this.socket?.cursor ?? from) : from;
        const covered = this.covered.get(query) ?? new Map<Topic, Position>();
        this.covered.set(query, covered.set(topic, Math.max(until, from)));
        release?.();
      };
    });
    this.followers.add(follower);
    follower.onEnd = () => this.followers.delete(follower);
    return follower;
  }

  private put(query: Query, data: unknown): void {
    this.queries.setQueryData(query.queryKey, data, { updatedAt: query.state.dataUpdatedAt });
  }
}

/** The topics one mounted view follows. */
export class Follower {
  private readonly releases = new Map<Topic, () => void>();
  onEnd: () => void = () => {};

  constructor(
    readonly query: Query,
    private readonly subscribe: (topic: Topic, since: Position) => () => void,
  ) {}

  follows(topic: Topic): boolean {
    return this.releases.has(topic);
  }

  /** Follows exactly these from now on; those it follows already go on undisturbed. */
  set(following: Following): void {
    const wanted = new Map(following);
    for (const [topic, release] of this.releases) {
      if (wanted.has(topic)) continue;
      release();
      this.releases.delete(topic);
    }
    for (const [topic, since] of wanted) {
      if (!this.releases.has(topic)) this.releases.set(topic, this.subscribe(topic, since));
    }
  }

  end(): void {
    this.set([]);
    this.onEnd();
  }
}
