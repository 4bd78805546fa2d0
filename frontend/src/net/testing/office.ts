/** Outboxes that share one browser's store and lock, and a server that answers as it is told. */
import type { Answer, Ask } from "../../api/client";
import { Problem } from "../../api/problem";
import type { Id, Position } from "../../api/types";
import { type LoggiaEvent, NOT_YET } from "../events";
import { keyMaker } from "../id";
import { type Entry, Outbox, type Write } from "../outbox";
import { memoryStore, type WithLock } from "../storage";
import { settled } from "./world";

export const me: Id = "019a0000-0000-7000-8000-000000000001";

const newKey = keyMaker();

export class Office {
  readonly store = memoryStore();
  asked: Ask[] = [];
  /** What the server does with the next requests; an empty list means it accepts. */
  answers: (Answer<unknown> | Problem | Promise<Answer<unknown>>)[] = [];
  /** Of the last write that was accepted. */
  position: Position = 100;
  /** Up to where everything is shown. */
  seen: Position | undefined;
  pauses: { ms: number; end: () => void }[] = [];
  /** Ends when whoever holds the browser's lock lets it go. */
  turn: Promise<unknown> = Promise.resolve();

  private readonly withLock: WithLock = (_, work) => {
    const mine = this.turn.then(work, work);
    this.turn = mine;
    return mine;
  };

  tab(): Outbox {
    return new Outbox(
      this.store,
      {
        request: async (ask) => {
          this.asked.push(ask);
          const next = this.answers.shift() ?? { data: {}, position: ++this.position, log: "one" };
          if (next instanceof Problem) throw next;
          return next;
        },
        withLock: this.withLock,
        pause: (ms) => new Promise((end) => this.pauses.push({ ms, end: () => end() })),
        random: () => 0.5,
        sent: () => {},
        settled: () => this.seen,
      },
      newKey,
    );
  }

  async started(outbox: Outbox = this.tab()): Promise<Outbox> {
    outbox.start(me);
    await settled();
    return outbox;
  }
}

export function refusal(status: number, code = "posts.refused"): Problem {
  return new Problem({ status, code, message: "You may not do that." });
}

export function comment(id: string, more: Partial<Write> = {}): Write {
  return {
    what: "your comment",
    method: "POST",
    path: "/posts/p/comments",
    body: { body: id },
    event: event({ type: "comment.added", comment: id, post: "p", body: id, html: `<p>${id}</p>` }),
    row: id,
    creates: id,
    whenRefused: "keep",
    ...more,
  };
}

export function like(liked: boolean, post = "p"): Write {
  return {
    what: "your like",
    method: liked ? "PUT" : "DELETE",
    path: `/posts/${post}/like`,
    event: event({ type: liked ? "post.liked" : "post.unliked", post, author: "a" }),
    needs: [post],
    slot: `like:${post}`,
    whenRefused: "undo",
  };
}

/** One of mine, unsent unless `fields` say otherwise. */
export function event(fields: object): LoggiaEvent {
  const meta = { seq: NOT_YET, at: "2026-01-01T00:00:00Z", actor: me, topics: [] };
  return { ...meta, ...fields } as unknown as LoggiaEvent;
}

export const states = (outbox: Outbox): Entry["state"][] => outbox.entries().map((entry) => entry.state);
