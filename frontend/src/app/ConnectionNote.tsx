import { type ConnectionState, useConnection } from "../net/connection";

const words: Record<ConnectionState, string> = {
  idle: "",
  connecting: "Connecting",
  live: "Live",
  behind: "Catching up",
  offline: "Offline",
  ended: "Not live",
};

/** How fresh the page is, in one word beside a dot; nothing when there is nothing to say. */
export function ConnectionNote() {
  const state = useConnection();
  if (state === "idle") return null;
  return (
    <p className="flex items-center gap-2 text-note text-faint" title={hint(state)}>
      <span
        aria-hidden="true"
        className={`size-2 rounded-full ${state === "live" ? "bg-calm" : state === "connecting" || state === "behind" ? "animate-breathe bg-edge" : "border border-edge"}`}
      />
      <span className="wide:max-full:sr-only">{words[state]}</span>
    </p>
  );
}

function hint(state: ConnectionState): string {
  if (state === "live") return "What others write appears by itself.";
  if (state === "ended") return "Load the page again to follow what happens.";
  return "What happened meanwhile will appear by itself.";
}
