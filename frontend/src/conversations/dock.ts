/** Which conversation stands open at the foot of a wide window. One at a time, on any page but the conversations' own. */
import { useSyncExternalStore } from "react";
import type { Id } from "../api/types";

let docked: Id | undefined;
const listeners = new Set<() => void>();

export function openDock(id: Id | undefined): void {
  docked = id;
  for (const listener of listeners) listener();
}

export function useDocked(): Id | undefined {
  return useSyncExternalStore(subscribe, () => docked);
}

/** Wide enough to read a page and talk beside it. */
export function hasRoom(): boolean {
  return window.matchMedia("(min-width: 68rem)").matches;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
