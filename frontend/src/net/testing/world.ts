/** A world for tests of the socket: its own clock, its own wires, nothing happens by itself. */
import type { Position } from "../../api/types";
import type { LoggiaEvent } from "../events";
import type { World } from "../socket";

export class FakeWire {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((close: { code: number }) => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  readonly OPEN = 1;
  readyState = 0;
  closed = false;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {}

  send(text: string): void {
    if (this.readyState !== this.OPEN) throw new Error("nothing can be sent on it");
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  // What the server does

  opens(): void {
    this.readyState = this.OPEN;
    this.onopen?.();
  }

  /** The server begins to close it; `closes` is its end. */
  isClosing(): void {
    this.readyState = 2;
  }

  says(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
  }

  closes(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** The usual greeting. */
  welcomes(more: { position?: Position; incarnation?: string; topics?: string[] } = {}): void {
    this.says({
      op: "hello",
      connection: "c",
      incarnation: "one",
      position: 100,
      heartbeat_ms: 25_000,
      person: "me",
      topics: [],
      refused: [],
      ...more,
    });
  }
}

interface Timer {
  at: number;
  run: () => void;
}

export class FakeWorld implements World {
  address = "wss://loggia.test/api/ws";
  wires: FakeWire[] = [];
  tickets = 0;
  /** What asking for a ticket does; by default it works. */
  onTicket: () => Promise<string> = async () => `ticket-${this.tickets}`;
  network = true;
  unseen = false;
  luck = 0.5;
  private time = 0;
  private timers = new Set<Timer>();

  ticket(): Promise<string> {
    this.tickets += 1;
    return this.onTicket();
  }

  open(url: string, protocol: string): WebSocket {
    const wire = new FakeWire(url, protocol);
    this.wires.push(wire);
    return wire as unknown as WebSocket;
  }

  now(): number {
    return this.time;
  }

  later(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  random(): number {
    return this.luck;
  }

  online(): boolean {
    return this.network;
  }

  hidden(): boolean {
    return this.unseen;
  }

  get wire(): FakeWire {
    const last = this.wires.at(-1);
    if (!last) throw new Error("no socket was opened");
    return last;
  }

  /** Lets time pass, running what is due in order, and lets promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const due = [...this.timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers.delete(due);
      this.time = Math.max(this.time, due.at);
      due.run();
      await settled();
    }
    this.time = end;
  }
}

/** Lets every promise that can go on go on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export function liked(seq: Position, post = "p", actor = "somebody"): LoggiaEvent {
  return {
    type: "post.liked",
    post,
    author: "a",
    seq,
    at: "2026-01-01T00:00:00Z",
    actor,
    topics: [`post:${post}`],
  };
}

export function frame(event: LoggiaEvent): Record<string, unknown> {
  return { op: "event", ...event };
}
