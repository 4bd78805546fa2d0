/** The one policy of coming back: what follows from a lost or refused connection. Pure. */

export type Loss =
  /** The ticket was refused with this status; 0 when no answer came. */
  | { kind: "ticket"; status: number; retryAfterMs?: number | undefined }
  /** The socket closed with this code. */
  | { kind: "closed"; code: number }
  /** The server announced that it goes away and when to come back. */
  | { kind: "sent-away"; afterMs: number }
  /** Nothing came for too long. */
  | { kind: "silence" };

export type Verdict =
  /** `leastMs`: the server's own wish, which nobody's impatience may shorten. */
  | { again: true; delayMs: number; leastMs: number }
  /** `session`: it is over and must be said once; otherwise only this socket stays closed. */
  | { again: false; session: boolean };

/** What is known when a connection is lost. */
export interface Circumstances {
  /** Failures since the connection last held, from 0. */
  attempt: number;
  /** In [0, 1). */
  random: number;
  /** Nobody is looking at this tab. */
  hidden: boolean;
}

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
/** From this attempt on the window is the longest. */
const LAST_STEP = 5;
/** After being told to slow down. */
const SLOWLY_MS = 15_000;

/** Over how long hidden tabs come back when the network does: below the grace after which others see one leave. */
const HIDDEN_SPREAD_MS = 5000;

/** Close codes of the contract after which the same client must not come back. */
const FINAL = new Set([1003, 1009, 4001, 4012]);
const SESSION_ENDED = 4009;
const RATE_LIMITED = 4008;
/** What a browser says when there was no answer at all. */
const NO_ANSWER = 1006;

export function verdict(loss: Loss, circumstances: Circumstances): Verdict {
  const waitMs = waitOf(circumstances);
  const again = (leastMs: number, delayMs: number): Verdict => ({ again: true, delayMs, leastMs });
  switch (loss.kind) {
    case "ticket": {
      if (loss.status === 401 || loss.status === 403) return { again: false, session: true };
      const leastMs = loss.retryAfterMs ?? 0;
      return again(leastMs, Math.max(waitMs, leastMs));
    }
    case "closed":
      if (loss.code === SESSION_ENDED) return { again: false, session: true };
      if (FINAL.has(loss.code)) return { again: false, session: false };
      if (loss.code === RATE_LIMITED) return again(SLOWLY_MS, SLOWLY_MS + waitMs);
      return again(0, waitMs);
    case "sent-away":
      // The server has already spread its clients out.
      return again(loss.afterMs, loss.afterMs);
    case "silence":
      return again(0, waitMs);
  }
}

/** Whether there was nobody at the other end, rather than somebody who closed. */
export function unanswered(loss: Loss): boolean {
  return (loss.kind === "ticket" && loss.status === 0) || (loss.kind === "closed" && loss.code === NO_ANSWER);
}

/**
 * A hidden tab tries once like any other, so that its person is not missed by others, and then takes its time: a
 * window full of forgotten tabs is no storm.
 */
function waitOf({ attempt, random, hidden }: Circumstances): number {
  return jitter(hidden && attempt > 0 ? LAST_STEP : attempt, random);
}

/** How soon to try again when the network is back or somebody looks: a whole office does so at once. */
export function nudged(random: number, hidden: boolean): number {
  return random * (hidden ? HIDDEN_SPREAD_MS : FIRST_MS);
}

/** Full jitter: anywhere up to 1 s, 2 s, 4 s ... 30 s, so that a server that returns is not met by everybody at once. */
export function jitter(attempt: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, LAST_STEP));
}
