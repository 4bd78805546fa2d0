/** Notes of the system, above all windows: whether they are wanted in this browser, and showing one. */
import { useSyncExternalStore } from "react";
import type { News } from "./news";

/** `refused`: the browser was told not to ask again; `none`: it has no such thing. */
export type NotesChoice = "on" | "off" | "refused" | "none";

const KEY = "loggia.notes";
const listeners = new Set<() => void>();

/** Asking for permission needs a press: call the setter from one. */
export function useNotes(): [NotesChoice, (on: boolean) => Promise<void>] {
  return [useSyncExternalStore(subscribe, choice), choose];
}

function choice(): NotesChoice {
  if (typeof Notification === "undefined") return "none";
  if (Notification.permission === "denied") return "refused";
  try {
    const wanted = localStorage.getItem(KEY) === "on";
    return wanted && Notification.permission === "granted" ? "on" : "off";
  } catch {
    return "none";
  }
}

async function choose(on: boolean): Promise<void> {
  if (on) await Notification.requestPermission();
  if (on && Notification.permission === "granted") localStorage.setItem(KEY, "on");
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** Shows it if notes are wanted; a press brings the window forward and goes there. */
export function show({ title, body, tag, path }: News, open: (path: string) => void): void {
  if (choice() !== "on") return;
  const note = new Notification(title, { body: body.slice(0, 200), tag, icon: "/favicon.svg" });
  note.onclick = () => {
    window.focus();
    open(path);
    note.close();
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}
