/** How fresh what is shown can be, for the quiet line at the top. */
import type { OutboxView } from "./outbox";

/**
 * - `idle`: nobody is signed in, there is no socket
 * - `connecting`: the first connection is under way
 * - `live`: events arrive as they happen
 * - `behind`: the connection was lost and is being made again; nothing will be missed
 * - `offline`: there is no network, or the server cannot be reached
 * - `ended`: it will not come back by itself (signed out elsewhere, or too many tabs)
 */
export type ConnectionState = "idle" | "connecting" | "live" | "behind" | "offline" | "ended";

export function useConnection(): ConnectionState {
  throw new Error("being built");
}

export function useOutbox(): OutboxView {
  throw new Error("being built");
}
