/** Three short sounds, made here, for who wants them: something came, your turn, and the end of a game. */
import { useSyncExternalStore } from "react";

export type Sound = "message" | "turn" | "end";

/** Hertz, and seconds from the beginning. */
const NOTES: Record<Sound, readonly (readonly [number, number])[]> = {
  message: [
    [659.25, 0],
    [880, 0.08],
  ],
  turn: [
    [523.25, 0],
    [659.25, 0.09],
  ],
  end: [
    [392, 0],
    [523.25, 0.13],
    [783.99, 0.26],
  ],
};

const LENGTH_S = 0.22;
const LOUD = 0.09;
const KEY = "loggia.sounds";

let context: AudioContext | undefined;
let wanted = stored();
const listeners = new Set<() => void>();

export function useSounds(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, () => wanted), choose];
}

/** Nothing unless it was asked for. */
export function sound(which: Sound): void {
  if (!wanted) return;
  context ??= new AudioContext();
  for (const [pitch, after] of NOTES[which]) note(context, pitch, context.currentTime + after);
}

function note(on: AudioContext, pitch: number, at: number): void {
  const [wave, loudness] = [on.createOscillator(), on.createGain()];
  wave.type = "triangle";
  wave.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(LOUD, at + 0.012);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
  wave.connect(loudness).connect(on.destination);
  wave.start(at);
  wave.stop(at + LENGTH_S);
}

function choose(on: boolean): void {
  wanted = on;
  try {
    if (on) localStorage.setItem(KEY, "on");
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage the choice holds until the page is closed.
  }
  if (on) sound("message");
  for (const listener of listeners) listener();
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
