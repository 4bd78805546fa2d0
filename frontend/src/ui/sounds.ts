/** Short sounds, made here, for who wants them: something came, your turn, the end of a game, and somebody who calls. */
import { useSyncExternalStore } from "react";

export type Sound = "message" | "turn" | "end" | "ring";

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
  ring: [
    [587.33, 0],
    [783.99, 0.11],
    [587.33, 0.45],
    [783.99, 0.56],
  ],
};

const LENGTH_S = 0.22;
const LOUD = 0.09;
const RING_EVERY_MS = 2500;
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
  // Nobody has touched the page yet. What comes until then is not kept, to be heard all at once.
  if (context?.state === "suspended") return void context.resume();
  context ??= new AudioContext();
  for (const [pitch, after] of NOTES[which]) note(context, pitch, context.currentTime + after);
}

/** Rings until the returned function is called; of a browser's tabs one rings. */
export function ring(): () => void {
  let ringing = true;
  let done = () => {};
  const over = new Promise<void>((resolve) => {
    done = resolve;
  });
  const work = async () => {
    if (!ringing) return;
    sound("ring");
    const timer = setInterval(() => sound("ring"), RING_EVERY_MS);
    await over;
    clearInterval(timer);
  };
  // A tab that nobody has touched is not heard, so it takes no other's turn.
  if (navigator.userActivation?.hasBeenActive !== false) {
    void (navigator.locks ? navigator.locks.request("loggia.ring", work) : work());
  }
  return () => {
    ringing = false;
    done();
  };
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
