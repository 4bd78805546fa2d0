/**
 * Writes that are kept until the server has them: over failures, reloads and being offline.
 * An entry is plain data (a request and the event it will become), so that this knows no area and a reload loses nothing.
 */
import type { Answer, Ask } from "../api/client";
import { type FieldError, Problem } from "../api/problem";
import type { Id, Position } from "../api/types";
import type { LoggiaEvent } from "./events";
import { jitter } from "./reconnect";
import type { Store, WithLock } from "./storage";

/** How far something written here is on its way. Absent on a row: the server has it. */
export interface Sending {
  /** `failed`: the server refused it; `problem` says why in words. */
  state: "pending" | "failed";
  problem: Problem | undefined;
  /** Sends it again (after a failure). */
  retry(): void;
  /** Takes it back: the row vanishes, or shows what it showed before. */
  discard(): void;
}

/** A write as an area hands it in. */
export interface Write {
  /** What it is to its writer, such as "your comment". */
  what: string;
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: Record<string, unknown>;
  /** What it will become, with `seq: NOT_YET`: folded over the server's state until that contains it. */
  event: LoggiaEvent;
  /** The row whose `sending` shows its fate; none for what is too small to show. */
  row?: Id;
  /** The thing that exists once it has been sent. */
  creates?: Id;
  /** Things that must exist first. */
  needs?: Id[];
  /** Of several unsent writes with the same slot only the last is sent, with all their fields. */
  slot?: string;
  /** Whether a refused one stays visible on its row (text somebody typed) or shows the state before. */
  whenRefused: "keep" | "undo";
}

export interface Entry extends Write {
  /** The idempotency key, the same until the server has acknowledged it; ascending in the order of writing. */
  key: string;
  person: Id;
  state: "waiting" | "failed" | "sent";
  /** A request may have reached the server. */
  attempted: boolean;
  problem?: { status: number; code: string; message: string; fields: FieldError[] };
  /** Where it stands in the log, once sent. */
  position?: Position;
}

/** What the outbox needs from outside; tests bring their own. */
export interface Post {
  request(ask: Ask): Promise<Answer<unknown>>;
  withLock: WithLock;
  /** Resolves after that time. */
  pause(ms: number): Promise<void>;
  random(): number;
  /** A write has been acknowledged there. */
  sent(position: Position): void;
  /** Every event up to here is in what is shown. */
  settled(): Position | undefined;
}

const PREFIX = "loggia.outbox.";
const LEAST_WAIT_MS = 1000;
/** A server that fails on one write again and again must not hold up all the others. */
const BROKEN_AFTER = 8;

export class Outbox {
  private list: readonly Entry[] = [];
  /** Those whose event has come before their answer: done as far as anybody can see. */
  private readonly echoed = new Set<string>();
  private shown: readonly Entry[] = [];
  private person: Id | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly views = new WeakMap<Entry, Sending>();
  private wake: () => void = () => {};
  private failures = 0;
  /** Grows with every start and stop, so that an earlier loop ends itself. */
  private run = 0;

  constructor(
    private readonly store: Store,
    private readonly post: Post,
    private readonly newKey: () => string,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What the server's events do not show yet, in the order of writing; a new array whenever that changes. */
  entries = (): readonly Entry[] => this.shown;

  /** Whether a write that is still here creates this thing. */
  isCreating(id: Id): boolean {
    return this.list.some((entry) => entry.creates === id);
  }

  /** Sends what this person wrote, now and from now on. */
  start(person: Id): void {
    this.stop();
    this.person = person;
    this.list = this.stored(person);
    const run = this.run;
    this.emit();
    void this.post.withLock("outbox", () => this.sendAll(run));
  }

  /** Sends nothing more; what waits stays in the store. */
  stop(): void {
    this.run += 1;
    this.person = undefined;
    this.list = [];
    this.wake();
    this.emit();
  }

  /** Forgets everything this person wrote that is still here. */
  clear(): void {
    for (const entry of this.list) this.store.removeItem(this.place(entry));
    this.list = [];
    this.emit();
  }

  /** A key for a write whose id has to be known before `add`. */
  key(): string {
    return this.newKey();
  }

  add(write: Write, key: string = this.newKey()): void {
    if (this.person === undefined) return;
    const before = this.list.find(
      (e) => e.slot !== undefined && e.slot === write.slot && e.state !== "sent" && !this.mayArrive(e),
    );
    const merged = before ? merge(before, write) : write;
    const entry: Entry = { ...merged, key, person: this.person, state: "waiting", attempted: false };
    if (before) this.remove(before);
    this.put(entry);
    this.wake();
  }

  retry(key: string): void {
    const entry = this.find(key);
    if (entry?.state !== "failed") return;
    const { problem: _, ...rest } = entry;
    this.put({ ...rest, state: "waiting", attempted: false });
    this.wake();
  }

  /** Takes it back, with everything that needs it. */
  discard(key: string): void {
    const entry = this.find(key);
    if (!entry || entry.state === "sent") return;
    for (const other of this.list) {
      if (entry.creates !== undefined && other.needs?.includes(entry.creates)) this.discard(other.key);
    }
    this.remove(entry);
  }

  /** The server's events up to `position` are in what is shown: what was sent before needs no showing any more. */
  settle(position: Position): void {
    for (const entry of this.list) {
      if (entry.state === "sent" && (entry.position ?? 0) <= position) this.remove(entry);
    }
  }

  /** An event has come: if it is what one of ours becomes, ours need not be laid on top of it any more. */
  echo(event: LoggiaEvent): void {
    if (event.actor !== this.person) return;
    const mine = this.list.find((e) => this.mayArrive(e) && !this.echoed.has(e.key) && becomes(e, event));
    if (!mine) return;
    this.echoed.add(mine.key);
    this.emit();
  }

  /** The network is back, or somebody is looking: do not wait any longer. */
  nudge(): void {
    this.wake();
  }

  /** Another tab has changed the store. */
  storeChanged(place: string | null, value: string | null): void {
    if (this.person === undefined || !place?.startsWith(`${PREFIX}${this.person}.`)) return;
    const key = place.slice(PREFIX.length + this.person.length + 1);
    const entry = value === null ? undefined : parse(value);
    const known = this.find(key);
    // Sent and settled over there; here its event may still be on the way.
    if (!entry && known?.state === "sent") return;
    this.list = this.list.filter((e) => e.key !== key);
    if (entry) this.list = sorted([...this.list, entry]);
    this.emit();
    this.wake();
  }

  /** How an entry appears on its row; the same object as long as nothing changes. */
  sending(entry: Entry): Sending {
    const known = this.views.get(entry);
    if (known) return known;
    const view: Sending = {
      state: entry.state === "failed" ? "failed" : "pending",
      problem: entry.problem && new Problem(entry.problem),
      retry: () => this.retry(entry.key),
      discard: () => this.discard(entry.key),
    };
    this.views.set(entry, view);
    return view;
  }

  private async sendAll(run: number): Promise<void> {
    while (run === this.run) {
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const entry = this.next();
      if (!entry) {
        await woken;
        continue;
      }
      const waitMs = await this.send(entry, run);
      if (waitMs === Number.POSITIVE_INFINITY) await woken;
      else if (waitMs > 0) await Promise.race([woken, this.post.pause(waitMs)]);
    }
  }

  /** The oldest that waits and needs nothing that is not there yet. */
  private next(): Entry | undefined {
    const missing = new Set(this.list.filter((e) => e.state !== "sent").map((e) => e.creates));
    return this.list.find((e) => e.state === "waiting" && !e.needs?.some((id) => missing.has(id)));
  }

  /** Returns how long to wait before sending anything more. */
  private async send(entry: Entry, run: number): Promise<number> {
    const sending = { ...entry, attempted: true };
    this.put(sending);
    try {
      const answer = await this.post.request({
        method: entry.method,
        path: entry.path,
        key: entry.key,
        ...(entry.body && { body: entry.body }),
      });
      this.failures = 0;
      this.acknowledged(sending, answer);
      return 0;
    } catch (error) {
      // A mistake of ours is no answer of the server's either: it is said, not repeated for ever.
      const problem = error instanceof Problem ? error : broken();
      return run === this.run ? this.refused(sending, problem) : 0;
    }
  }

  private acknowledged(entry: Entry, answer: Answer<unknown>): void {
    const position = answer.position ?? 0;
    this.post.sent(position);
    // Taken back meanwhile: the event itself will tell.
    if (!this.find(entry.key)) return;
    const settled = (this.post.settled() ?? -1) >= position;
    if (settled || this.echoed.has(entry.key)) return this.remove(entry);
    const event = { ...withHtml(entry.event, answer.data), seq: position };
    this.put({ ...entry, state: "sent", position, event });
  }

  private refused(entry: Entry, problem: Problem): number {
    if (!this.find(entry.key)) return 0;
    // The session is over: wait for the next `start`.
    if (problem.status === 401) return Number.POSITIVE_INFINITY;
    this.failures += 1;
    const broken = problem.status === 500 && this.failures >= BROKEN_AFTER;
    if (problem.passing && !broken) {
      const wait = Math.max(LEAST_WAIT_MS, jitter(this.failures, this.post.random()));
      return Math.max(wait, problem.retryAfterMs ?? 0);
    }
    this.failures = 0;
    this.echoed.delete(entry.key);
    const { status, code, message, fields } = problem;
    this.put({ ...entry, state: "failed", problem: { status, code, message, fields: [...fields] } });
    return 0;
  }

  private mayArrive(entry: Entry): boolean {
    return entry.attempted && entry.state === "waiting";
  }

  private find(key: string): Entry | undefined {
    return this.list.find((e) => e.key === key);
  }

  private put(entry: Entry): void {
    try {
      this.store.setItem(this.place(entry), JSON.stringify(entry));
    } catch {
      // The store is full: the write is still sent, it only would not survive a reload.
    }
    this.list = sorted([...this.list.filter((e) => e.key !== entry.key), entry]);
    this.emit();
  }

  private remove(entry: Entry): void {
    this.store.removeItem(this.place(entry));
    this.list = this.list.filter((e) => e.key !== entry.key);
    this.echoed.delete(entry.key);
    this.emit();
  }

  private place(entry: Entry): string {
    return `${PREFIX}${entry.person}.${entry.key}`;
  }

  private stored(person: Id): Entry[] {
    const places = Array.from({ length: this.store.length }, (_, i) => this.store.key(i));
    const mine = places.filter((place) => place?.startsWith(`${PREFIX}${person}.`));
    const entries = mine.map((place) => parse(this.store.getItem(place as string) ?? ""));
    return sorted(entries.filter((e) => e !== undefined));
  }

  private emit(): void {
    this.shown = this.list.filter((entry) => !this.echoed.has(entry.key));
    for (const listener of this.listeners) listener();
  }
}

function sorted(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What the server adds to an event, or renders in its own way. */
const SERVERS_OWN = new Set(["seq", "at", "topics", "html", "mentions", "previous"]);

/** Whether `real` is what the entry's event has become: what it creates, or the same type with everything we said in it. */
function becomes(entry: Entry, real: LoggiaEvent): boolean {
  if (entry.event.type !== real.type) return false;
  const fields = new Map<string, unknown>(Object.entries(real));
  // The id is ours alone; the rest may have been written in another way (an end of a poll, a link).
  if (entry.creates !== undefined) return [...fields.values()].includes(entry.creates);
  return Object.entries(entry.event).every(
    ([field, value]) => SERVERS_OWN.has(field) || JSON.stringify(value) === JSON.stringify(fields.get(field)),
  );
}

function merge(before: Write, write: Write): Write {
  const event = { ...before.event, ...write.event } as LoggiaEvent;
  if (!before.body && !write.body) return { ...write, event };
  return { ...write, event, body: { ...before.body, ...write.body } };
}

/** The server's rendering replaces ours as soon as we have it. */
function withHtml(event: LoggiaEvent, answer: unknown): LoggiaEvent {
  const html = (answer as { html?: unknown } | undefined)?.html;
  return typeof html === "string" && "html" in event ? { ...event, html } : event;
}

function parse(text: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(text);
    const whole = typeof entry === "object" && entry !== null && "key" in entry && "event" in entry;
    return whole ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}

function broken(): Problem {
  return new Problem({ status: 400, code: "outbox.broken", message: "This could not be sent." });
}
