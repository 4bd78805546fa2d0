/** Who is here, as far as one is told: kept from signals, asked for where they say nothing. No React. */
import type { Client } from "../api/client";
import type { Id, PresenceOf } from "../api/types";
import type { Signal } from "../net/frames";

export type Seen = Pick<PresenceOf, "status" | "last_seen">;

const UNKNOWN: Seen = { status: "unknown" };
/** What one GET takes. */
const BATCH = 100;
/** Rows that are drawn together ask together. */
const GATHER_MS = 30;

export class PresenceBook {
  private people: ReadonlyMap<Id, Seen> = new Map();
  /** Everybody who is on the screen somewhere, and how often. */
  private readonly watched = new Map<Id, number>();
  /** Of whom the server has been asked since the last snapshot. */
  private asked = new Set<Id>();
  /** Who was seen last in each conversation. */
  private readonly together = new Map<Id, ReadonlySet<Id>>();
  private gathering: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly client: Client) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same map until something changes. */
  all = (): ReadonlyMap<Id, Seen> => this.people;

  of(id: Id): Seen {
    return this.people.get(id) ?? UNKNOWN;
  }

  /** Follows these people until the returned function is called. */
  watch(ids: readonly Id[]): () => void {
    for (const id of ids) this.watched.set(id, (this.watched.get(id) ?? 0) + 1);
    this.gather();
    return () => {
      for (const id of ids) {
        const left = (this.watched.get(id) ?? 1) - 1;
        if (left > 0) this.watched.set(id, left);
        else this.watched.delete(id);
      }
    };
  }

  hear(signal: Signal): void {
    if (signal.op === "friends_online_snapshot") {
      // A new connection: what was known before may have changed unseen. Who else is on the screen is asked again.
      const away = new Set(signal.away);
      this.put(new Map(signal.people.map((id) => [id, { status: away.has(id) ? "away" : "online" }])));
      this.asked = new Set();
      this.gather();
    } else if (signal.op === "friend_presence_changed") {
      this.put(new Map(this.people).set(signal.person, { status: signal.status }));
    } else if (signal.op === "connected_users") {
      this.gathered(signal.conversation, signal.people);
    }
  }

  /** Another person sees other people. */
  clear(): void {
    this.asked = new Set();
    this.together.clear();
    this.put(new Map());
  }

  /** Who is seen in a conversation is here; of who no longer is, only the server knows. */
  private gathered(conversation: Id, people: readonly Id[]): void {
    const known = (id: Id) => this.of(id).status === "online" || this.of(id).status === "away";
    const come = people.filter((id) => !known(id));
    if (come.length > 0) {
      this.put(new Map([...this.people, ...come.map((id) => [id, { status: "online" }] as const)]));
    }
    const now = new Set(people);
    for (const id of this.together.get(conversation) ?? []) if (!now.has(id)) this.asked.delete(id);
    this.together.set(conversation, now);
    this.gather();
  }

  private gather(): void {
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      void this.ask();
    }, GATHER_MS);
  }

  private async ask(): Promise<void> {
    const ids = [...this.watched.keys()].filter((id) => !this.asked.has(id)).slice(0, BATCH);
    if (ids.length === 0) return;
    for (const id of ids) this.asked.add(id);
    try {
      const query = { people: ids.join(",") };
      const { data } = await this.client.request<{ people: PresenceOf[] }>({ path: "/presence", query });
      this.put(new Map([...this.people, ...data.people.map((each) => [each.id, each] as const)]));
    } catch {
      // Presence is never worth a word about its absence: nothing is shown, and the next connection asks again.
    }
    this.gather();
  }

  private put(people: ReadonlyMap<Id, Seen>): void {
    this.people = people;
    for (const listener of this.listeners) listener();
  }
}
