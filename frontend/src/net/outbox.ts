/** Writes that are kept until the server has them: over failures, reloads and being offline. */
import type { Problem } from "../api/problem";

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

export interface OutboxView {
  /** How many writes the server does not have yet, failed ones not counted. */
  waiting: number;
  /** Refused writes, oldest first, for a notice. `what` is a short phrase such as "your comment". */
  failed: { key: string; what: string; sending: Sending }[];
}
