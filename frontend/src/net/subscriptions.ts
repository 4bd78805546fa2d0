/** Which topics are wanted by how many views, which of them the server has confirmed, and what to say next. Knows no socket. */
import type { Position } from "../api/types";

export type Topic = string;

interface Entry {
  /** How many views want it. */
  wanted: number;
  /** The server has sent, or will send, everything of it after this. */
  since: Position;
  state: "new" | "asked" | "confirmed";
  /** Id of the subscribe frame that asked. */
  asked: number;
  /** It was asked for with a later `since` before: leave it first. */
  again: boolean;
}

export type Say =
  | { op: "subscribe"; id: number; topics: Topic[]; since: Position }
  | { op: "unsubscribe"; id: number; topics: Topic[] };

/** Topics per frame, so that a frame stays far below the size limit. */
const PER_FRAME = 100;

export class Subscriptions {
  private readonly entries = new Map<Topic, Entry>();
  private leaving = new Set<Topic>();
  private lastId = 0;

  /** Wants a topic from `since` on. Asking for an earlier place than before asks the server anew. */
  want(topic: Topic, since: Position): void {
    this.leaving.delete(topic);
    const entry = this.entries.get(topic);
    if (!entry) {
      this.entries.set(topic, { wanted: 1, since, state: "new", asked: 0, again: false });
      return;
    }
    entry.wanted += 1;
    if (since < entry.since) {
      entry.again ||= entry.state !== "new";
      entry.since = since;
      entry.state = "new";
    }
  }

  /** One view less. The topic is kept until `leave`, because pages are often left only for a moment. */
  release(topic: Topic): void {
    const entry = this.entries.get(topic);
    if (entry) entry.wanted -= 1;
  }

  /** Gives up the topic if still nobody wants it. */
  leave(topic: Topic): void {
    const entry = this.entries.get(topic);
    if (!entry || entry.wanted > 0) return;
    this.entries.delete(topic);
    if (entry.state !== "new" || entry.again) this.leaving.add(topic);
  }

  isConfirmed(topic: Topic): boolean {
    return this.entries.get(topic)?.state === "confirmed";
  }

  /** Topics for a resuming hello. */
  confirmed(): Topic[] {
    return [...this.entries].filter(([, entry]) => entry.state === "confirmed").map(([topic]) => topic);
  }

  /** The connection is gone. A resuming one keeps what was confirmed; everything else is asked anew. */
  disconnected(resuming: boolean): void {
    this.leaving.clear();
    for (const entry of this.entries.values()) {
      if (!resuming || entry.state === "asked") entry.state = "new";
      if (entry.state === "new") entry.again = false;
    }
  }

  /** After a hello: the server's list decides what is confirmed. */
  helloed(topics: readonly Topic[]): void {
    const listed = new Set(topics);
    for (const [topic, entry] of this.entries) {
      if (entry.state === "confirmed" && !listed.has(topic)) entry.state = "new";
    }
  }

  /** Positions of the old log mean nothing: everything starts from here. */
  restartFrom(position: Position): void {
    for (const entry of this.entries.values()) entry.since = position;
  }

  /** The answer to a subscribe. */
  answered(id: number, topics: readonly Topic[], refused: readonly Topic[]): void {
    for (const topic of topics) {
      const entry = this.entries.get(topic);
      if (entry && entry.state === "asked" && entry.asked === id) entry.state = "confirmed";
      // Released while the question was on its way.
      if (!entry) this.leaving.add(topic);
    }
    for (const topic of refused) this.entries.delete(topic);
  }

  /** The next frame to send, if any: leaving first, then one group of topics with the same `since`. */
  next(): Say | undefined {
    for (const [topic, entry] of this.entries) if (entry.again) this.leaving.add(topic);
    if (this.leaving.size > 0) {
      const topics = [...this.leaving].slice(0, PER_FRAME);
      for (const topic of topics) {
        this.leaving.delete(topic);
        const entry = this.entries.get(topic);
        if (entry) entry.again = false;
      }
      return { op: "unsubscribe", id: ++this.lastId, topics };
    }
    const first = [...this.entries.values()].find((entry) => entry.state === "new");
    if (!first) return undefined;
    const group = [...this.entries]
      .filter(([, entry]) => entry.state === "new" && entry.since === first.since)
      .slice(0, PER_FRAME);
    const id = ++this.lastId;
    for (const [, entry] of group) {
      entry.state = "asked";
      entry.asked = id;
    }
    return { op: "subscribe", id, topics: group.map(([topic]) => topic), since: first.since };
  }
}
