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
  | { again: true; delayMs: number }
  /** `session`: it is over and must be said once; otherwise only this socket stays closed. */
  | { again: false; session: boolean };

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
/** After being told to slow down. */
const SLOWLY_MS = 15_000;

/** Close codes of the contract after which the same client must not come back. */
const FINAL = new Set([1003, 1009, 4001, 4012]);
const SESSION_ENDED = 4009;
const RATE_LIMITED = 4008;

/** `attempt`: failures since the connection last held, from 0. `random`: in [0, 1). */
export function verdict(loss: Loss, attempt: number, random: number): Verdict {
  const delayMs = jitter(attempt, random);
  switch (loss.kind) {
    case "ticket":
      if (loss.status === 401 || loss.status === 403) return { again: false, session: true };
      return { again: true, delayMs: Math.max(delayMs, loss.retryAfterMs ?? 0) };
    case "closed":
      if (loss.code === SESSION_ENDED) return { again: false, session: true };
      if (FINAL.has(loss.code)) return { again: false, session: false };
      if (loss.code === RATE_LIMITED) return { again: true, delayMs: SLOWLY_MS + delayMs };
      return { again: true, delayMs };
    case "sent-away":
      // The server has already spread its clients out.
      return { again: true, delayMs: loss.afterMs };
    case "silence":
      return { again: true, delayMs };
  }
}

/** Full jitter: anywhere up to 1 s, 2 s, 4 s ... 30 s, so that a server that returns is not met by everybody at once. */
export function jitter(attempt: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}
