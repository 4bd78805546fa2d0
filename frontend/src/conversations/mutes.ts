/** Who may not write for now. */
import { useEffect, useState } from "react";
import type { Time } from "../api/types";

export interface Mute {
  muted?: boolean;
  /** Left out: until somebody lets them write again. */
  muted_until?: Time | null;
}

/** A browser's timer counts no further than some weeks. */
const LONGEST_MS = 24 * 3_600_000;

/** `now` in milliseconds. */
export function isMuted({ muted = false, muted_until }: Mute, now: number): boolean {
  return muted && (!muted_until || Date.parse(muted_until) > now);
}

/** Looks again when it is over. */
export function useMuted(mute: Mute): boolean {
  const [now, setNow] = useState(Date.now);
  const muted = isMuted(mute, Math.max(now, Date.now()));
  const until = muted ? mute.muted_until : undefined;
  useEffect(() => {
    if (!until) return;
    const left = Math.max(Date.parse(until) - now, 0);
    const timer = window.setTimeout(() => setNow(Date.now()), Math.min(left, LONGEST_MS));
    return () => window.clearTimeout(timer);
  }, [until, now]);
  return muted;
}
