/** Who is writing at the moment: told by signals, forgotten after five seconds without another. No React. */
import type { Id } from "../api/types";
import type { Saying, Signal } from "../net/frames";

/** Shown this long without a renewal. */
const SHOWN_MS = 5000;
/** Said at most this often. */
const SAID_MS = 3000;

const NOBODY: readonly Id[] = [];

export class Typing {
  private readonly until = new Map<Id, Map<Id, ReturnType<typeof setTimeout>>>();
  private readonly lists = new Map<Id, readonly Id[]>();
  private readonly listeners = new Set<() => void>();
  private said: { conversation: Id; at: number } | undefined;

  constructor(
    private readonly say: (saying: Saying) => void,
    private readonly now: () => number = Date.now,
  ) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Who writes in a conversation; the same list until that changes. */
  in(conversation: Id): readonly Id[] {
    return this.lists.get(conversation) ?? NOBODY;
  }

  hear(signal: Signal): void {
    if (signal.op !== "typing") return;
    if (signal.typing) this.begins(signal.conversation, signal.person);
    else this.ends(signal.conversation, signal.person);
  }

  /** What they wrote is here. */
  sent(conversation: Id, person: Id): void {
    this.ends(conversation, person);
  }

  /** I am writing; called with every key. */
  write(conversation: Id): void {
    const again = this.said?.conversation === conversation && this.now() - this.said.at < SAID_MS;
    if (again) return;
    this.said = { conversation, at: this.now() };
    this.say({ op: "typing", conversation, typing: true });
  }

  /** I have stopped: sent it, or left it. */
  rest(conversation: Id): void {
    if (this.said?.conversation !== conversation) return;
    this.said = undefined;
    this.say({ op: "typing", conversation, typing: false });
  }

  private begins(conversation: Id, person: Id): void {
    const people = this.until.get(conversation) ?? new Map();
    this.until.set(conversation, people);
    clearTimeout(people.get(person));
    people.set(
      person,
      setTimeout(() => this.ends(conversation, person), SHOWN_MS),
    );
    this.tell(conversation, people);
  }

  private ends(conversation: Id, person: Id): void {
    const people = this.until.get(conversation);
    if (!people?.has(person)) return;
    clearTimeout(people.get(person));
    people.delete(person);
    this.tell(conversation, people);
  }

  private tell(conversation: Id, people: Map<Id, unknown>): void {
    const now = [...people.keys()];
    if (now.join() === this.in(conversation).join()) return;
    this.lists.set(conversation, now);
    for (const listener of this.listeners) listener();
  }
}
