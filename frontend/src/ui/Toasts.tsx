import { lazy, Suspense, useSyncExternalStore } from "react";

export type Note = {
  /** One sentence. */
  words: string;
  action?: { label: string; onClick: () => void };
  /** Said at once to screen readers, and stays until it is closed. */
  urgent?: boolean;
};

const ToastStack = lazy(async () => ({ default: (await import("./ToastStack")).ToastStack }));

// What was said before the stack is there waits here; the stack takes over from then on.
let waiting: Note[] = [];
let show: ((note: Note) => void) | undefined;
let wanted = false;
const listeners = new Set<() => void>();

/** Says something in passing, at the foot of the page. Callable from anywhere. */
export function say(note: Note): void {
  if (show) return show(note);
  waiting.push(note);
  wanted = true;
  for (const listener of listeners) listener();
}

/** The stack calls this once it can show notes. */
export function takeOver(by: (note: Note) => void): void {
  show = by;
  for (const note of waiting) by(note);
  waiting = [];
}

/** The place for toasts; their code loads with the first of them. */
export function Toasts() {
  const needed = useSyncExternalStore(subscribe, () => wanted);
  if (!needed) return null;
  return (
    <Suspense>
      <ToastStack />
    </Suspense>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
