/** The one socket of a tab. Knows frames, positions and topics; knows no area and no React. */
import { Problem } from "../api/problem";
import type { Position } from "../api/types";
import type { LoggiaEvent } from "./events";
import { type Frame, parseFrame, type Saying, type Signal } from "./frames";
import { type Loss, nudged, unanswered, verdict } from "./reconnect";
import { Subscriptions, type Topic } from "./subscriptions";

/**
 * - `idle`: nobody is signed in, there is no socket
 * - `connecting`: the first connection is under way
 * - `live`: events arrive as they happen
 * - `behind`: the connection was lost and is being made again; nothing will be missed
 * - `offline`: there is no network, or the server cannot be reached
 * - `ended`: it will not come back by itself (signed out elsewhere, or too many tabs)
 */
export type ConnectionState = "idle" | "connecting" | "live" | "behind" | "offline" | "ended";

/** What the outside world is made of; tests bring their own. */
export interface World {
  /** The socket's address without a ticket. */
  address: string;
  /** A fresh ticket; throws a Problem. */
  ticket(): Promise<string>;
  open(url: string, protocol: string): WebSocket;
  now(): number;
  /** Returns a function that cancels. */
  later(ms: number, run: () => void): () => void;
  /** In [0, 1). */
  random(): number;
  online(): boolean;
  /** Nobody is looking at this tab. */
  hidden(): boolean;
}

export interface Listener {
  /** The cursor has already passed it. Called once per event, whatever the connection does. */
  event(event: LoggiaEvent): void;
  /** These topics (undefined: all) must be fetched again, at `position` or later. */
  reset(topics: readonly Topic[] | undefined, position: Position): void;
  /** What passes and is not stored: who is here, who is typing, markers. It may be missed. */
  signal(signal: Signal): void;
  /** State or cursor have changed. */
  changed(): void;
  /** The session is over; said once. */
  sessionEnded(): void;
}

const PROTOCOL = "loggia.v1";
/** For ticket, upgrade and hello together. */
const GREETING_MS = 20_000;
/** A connection that held this long was a good one: the next loss starts with short waits again. */
const HELD_MS = 10_000;
/** Between two subscribe frames; the server allows 20 frames a second. */
const PACE_MS = 100;
/** How long a topic outlives the last view that wanted it. */
const LINGER_MS = 3000;
/** Sequences remembered to recognise what comes twice, by a topic asked anew. */
const REMEMBERED = 20_000;

export class Socket {
  private state_: ConnectionState = "idle";
  private cursor_: Position | undefined;
  private incarnation: string | undefined;
  private readonly seen = new Set<Position>();
  private readonly topics = new Subscriptions();

  private running = false;
  private wire: WebSocket | undefined;
  /** Grows with every attempt, so that what belongs to an earlier one is recognised. */
  private turn = 0;
  private attempt = 0;
  private wasLive = false;
  private liveSince: number | undefined;
  private lastFrame = 0;
  private silenceMs = 0;
  /** The server does not want us back before. */
  private notBefore = 0;
  private cancelWait: () => void = () => {};
  private cancelWatch: () => void = () => {};
  private pacing = false;

  constructor(
    private readonly world: World,
    private readonly listener: Listener,
  ) {}

  get state(): ConnectionState {
    return this.state_;
  }

  /** Everything of ours up to here has been handled. */
  get cursor(): Position | undefined {
    return this.cursor_;
  }

  /** Which log the cursor is of; undefined before the first greeting. */
  get log(): string | undefined {
    return this.incarnation;
  }

  /** Connects and stays connected; after `place`, where somebody has remembered one. */
  start(place?: { position: Position; log: string }): void {
    if (this.running) return;
    this.running = true;
    if (place) [this.cursor_, this.incarnation] = [place.position, place.log];
    this.attempt = 0;
    this.notBefore = 0;
    this.wasLive = false;
    this.connect();
  }

  /** Closes for good and forgets the cursor; what views want is remembered for a next `start`. */
  stop(): void {
    this.running = false;
    this.drop();
    this.topics.disconnected(false);
    this.cursor_ = undefined;
    this.incarnation = undefined;
    this.seen.clear();
    this.become("idle");
  }

  /** Events of `topic` after `since` from now on, until the returned function is called. */
  subscribe(topic: Topic, since: Position): () => void {
    this.topics.want(topic, since);
    this.speak();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.topics.release(topic);
      this.world.later(LINGER_MS, () => {
        this.topics.leave(topic);
        this.speak();
      });
    };
  }

  isConfirmed(topic: Topic): boolean {
    return this.state_ === "live" && this.topics.isConfirmed(topic);
  }

  /** Says something that is worth nothing later; not at all without a connection. */
  say(saying: Saying): void {
    if (this.state_ === "live") this.send(saying);
  }

  /** The network went or came, or the page came into view. */
  nudge(): void {
    if (!this.running || this.state_ === "ended") return;
    if (!this.world.online()) {
      this.drop();
      this.topics.disconnected(true);
      this.become("offline");
      return;
    }
    if (this.state_ === "live") {
      if (this.world.now() - this.lastFrame > this.silenceMs) this.lost({ kind: "silence" });
      return;
    }
    if (this.wire) return;
    this.cancelWait();
    const soon = nudged(this.world.random(), this.world.hidden());
    const wait = Math.max(soon, this.notBefore - this.world.now());
    this.cancelWait = this.world.later(wait, () => this.connect());
  }

  private connect(): void {
    this.drop();
    const turn = ++this.turn;
    if (!this.world.online()) return this.become("offline");
    if (this.state_ !== "offline") this.become(this.wasLive ? "behind" : "connecting");
    this.cancelWatch = this.world.later(GREETING_MS, () => this.lost({ kind: "silence" }));
    this.world.ticket().then(
      (ticket) => {
        if (turn === this.turn && this.running) this.open(ticket);
      },
      (error: unknown) => {
        if (turn !== this.turn || !this.running) return;
        const problem = error instanceof Problem ? error : undefined;
        this.lost({ kind: "ticket", status: problem?.status ?? 0, retryAfterMs: problem?.retryAfterMs });
      },
    );
  }

  private open(ticket: string): void {
    const wire = this.world.open(`${this.world.address}?ticket=${encodeURIComponent(ticket)}`, PROTOCOL);
    this.wire = wire;
    wire.onopen = () => this.greet();
    wire.onmessage = (message) => {
      if (wire !== this.wire) return;
      const frame = parseFrame(message.data);
      if (frame) this.handle(frame);
    };
    wire.onclose = (close) => {
      if (wire === this.wire) this.lost({ kind: "closed", code: close.code });
    };
  }

  private greet(): void {
    const resume = this.cursor_ !== undefined && this.incarnation !== undefined;
    const hello = resume
      ? { op: "hello", since: this.cursor_, incarnation: this.incarnation, topics: this.topics.confirmed() }
      : { op: "hello", topics: [] };
    this.send(hello);
  }

  /** Not on a connection that is closing already: its end is told by itself, soon after. */
  private send(frame: object): void {
    const wire = this.wire;
    if (wire && wire.readyState === wire.OPEN) wire.send(JSON.stringify(frame));
  }

  private handle(frame: Frame): void {
    this.lastFrame = this.world.now();
    switch (frame.op) {
      case "hello":
        return this.helloed(frame);
      case "event":
        return this.event(frame);
      case "subscribed":
        this.topics.answered(
          frame.id,
          frame.topics,
          frame.refused.map((r) => r.topic),
        );
        for (const event of frame.events) this.deliver(event);
        return this.listener.changed();
      case "heartbeat":
        return this.advance(frame.position);
      case "reset":
        // First the reset: until it has been dealt with, nothing may count what lies before the new cursor as seen.
        this.listener.reset(frame.topics, frame.position);
        return this.advance(frame.position);
      case "reconnect":
        return this.lost({ kind: "sent-away", afterMs: frame.after_ms });
      case "error":
        // A frame of ours that the server does not know: it stays open, and so do we.
        return;
      case "friends_online_snapshot":
      case "friend_presence_changed":
      case "connected_users":
      case "typing":
      case "marker":
      case "signal":
        return this.listener.signal(frame);
    }
  }

  private helloed(frame: Extract<Frame, { op: "hello" }>): void {
    const replaced = this.incarnation !== undefined && this.incarnation !== frame.incarnation;
    this.incarnation = frame.incarnation;
    if (replaced) {
      this.seen.clear();
      this.topics.restartFrom(frame.position);
    }
    // A resumed connection goes on from our cursor; only a fresh or another log's starts from the server's.
    if (replaced || this.cursor_ === undefined) this.cursor_ = frame.position;
    this.topics.helloed(frame.topics);
    this.wasLive = true;
    this.liveSince = this.world.now();
    this.silenceMs = 2 * frame.heartbeat_ms + 5000;
    this.watchSilence();
    this.become("live");
    if (replaced) this.listener.reset(undefined, frame.position);
    this.speak();
  }

  private event(event: LoggiaEvent): void {
    // Within one connection positions only grow; a lower one is not news.
    if (this.cursor_ !== undefined && event.seq <= this.cursor_) return;
    // Before the handler: if that throws, the event is not asked for again and again.
    this.cursor_ = event.seq;
    this.deliver(event);
    this.listener.changed();
  }

  private deliver(event: LoggiaEvent): void {
    if (this.seen.has(event.seq)) return;
    this.seen.add(event.seq);
    if (this.seen.size > REMEMBERED) {
      for (const oldest of this.seen) {
        this.seen.delete(oldest);
        break;
      }
    }
    this.listener.event(event);
  }

  private advance(position: Position): void {
    if (this.cursor_ === undefined || position > this.cursor_) {
      this.cursor_ = position;
      this.listener.changed();
    }
  }

  /** Says what is to be said about topics, one frame at a time. */
  private speak(): void {
    if (this.pacing || this.state_ !== "live" || !this.wire) return;
    const say = this.topics.next();
    if (!say) return;
    this.send(say);
    this.pacing = true;
    this.world.later(PACE_MS, () => {
      this.pacing = false;
      this.speak();
    });
  }

  private watchSilence(): void {
    this.cancelWatch();
    const quiet = this.world.now() - this.lastFrame;
    if (quiet >= this.silenceMs) return this.lost({ kind: "silence" });
    this.cancelWatch = this.world.later(this.silenceMs - quiet, () => this.watchSilence());
  }

  private lost(loss: Loss): void {
    const held = this.liveSince !== undefined && this.world.now() - this.liveSince >= HELD_MS;
    if (held) this.attempt = 0;
    this.drop();
    this.topics.disconnected(this.cursor_ !== undefined);
    const { world, attempt } = this;
    const next = verdict(loss, { attempt, random: world.random(), hidden: world.hidden() });
    this.attempt += 1;
    if (!next.again) {
      this.running = false;
      this.become("ended");
      if (next.session) this.listener.sessionEnded();
      return;
    }
    if (!world.online() || (unanswered(loss) && this.attempt >= 3)) this.become("offline");
    else this.become(this.wasLive ? "behind" : "connecting");
    this.notBefore = world.now() + next.leastMs;
    this.cancelWait = world.later(next.delayMs, () => this.connect());
  }

  /** Lets go of the current wire and every timer, without a word to the policy. */
  private drop(): void {
    this.cancelWait();
    this.cancelWatch();
    this.liveSince = undefined;
    this.turn += 1;
    const wire = this.wire;
    this.wire = undefined;
    if (!wire) return;
    wire.onopen = wire.onmessage = wire.onclose = null;
    wire.close();
  }

  private become(state: ConnectionState): void {
    if (this.state_ === state) return;
    this.state_ = state;
    this.listener.changed();
  }
}
