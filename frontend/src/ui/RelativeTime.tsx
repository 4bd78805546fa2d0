import { useSyncExternalStore } from "react";
import { ago, exactly } from "./time";

/** Relative for the eye, exact on hover and for screen readers. */
export function RelativeTime({ at, className = "" }: { at: string; className?: string }) {
  const now = useSyncExternalStore(everyHalfMinute, () => minute);
  const exact = exactly(at);
  return (
    <time dateTime={at} title={exact} className={className}>
      <span aria-hidden="true">{ago(at, Math.max(now, Date.now()))}</span>
      <span className="sr-only">{exact}</span>
    </time>
  );
}

// One timer for all times on the page; the snapshot only changes when it ticks.
let minute = Date.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

function everyHalfMinute(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    minute = Date.now();
    for (const each of listeners) each();
  }, 30_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}
