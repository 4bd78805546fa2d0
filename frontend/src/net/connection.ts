/** How fresh what is shown can be, and what is still on its way: for the quiet line at the top. */
import { useMemo, useSyncExternalStore } from "react";
import { useNet } from "./context";
import type { Entry, Sending } from "./outbox";
import type { ConnectionState } from "./socket";

export type { ConnectionState } from "./socket";

/** Without a session there is no socket: then it is `idle`, or `offline` when the browser has no network. */
export function useConnection(): ConnectionState {
  const { socket, live } = useNet();
  const state = useSyncExternalStore(live.subscribe, () => socket.state);
  const online = useSyncExternalStore(onNetwork, () => navigator.onLine);
  return state === "idle" && !online ? "offline" : state;
}

function onNetwork(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export interface OutboxView {
  /** How many writes the server does not have yet, failed ones not counted. */
  waiting: number;
  /** Refused writes, oldest first, for a notice. `what` is a short phrase such as "your comment". */
  failed: { key: string; what: string; sending: Sending }[];
}

export function useOutbox(): OutboxView {
  const { outbox } = useNet();
  const entries = useEntries();
  return useMemo(
    () => ({
      waiting: entries.filter((entry) => entry.state === "waiting").length,
      failed: entries
        .filter((entry) => entry.state === "failed")
        .map((entry) => ({ key: entry.key, what: entry.what, sending: outbox.sending(entry) })),
    }),
    [entries, outbox],
  );
}

/** Everything the server's events do not show yet. */
export function useEntries(): readonly Entry[] {
  const { outbox } = useNet();
  return useSyncExternalStore(outbox.subscribe, outbox.entries);
}
