/** Who may not write for now. */
import { useEffect, useReducer } from "react";
import type { Time } from "../api/types";

export interface Mute {
  muted?: boolean;
  /** Left out: until somebody lets them write again. */
  muted_until?: Time | null;
}

/** A browser's timer counts no further than some weeks. */
const LONGEST_MS = 24 * 3_600_000;

/** Whether it holds; looks again when it is over. */
export function useMuted({ muted = false, muted_until }: Mute): boolean {
  const [looks, look] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every look it is set anew, for what is left
  useEffect(() => {
    const left = muted && muted_until ? Date.parse(muted_until) - Date.now() : 0;
    if (left <= 0) return;
    const timer = window.setTimeout(look, Math.min(left, LONGEST_MS));
    return () => window.clearTimeout(timer);
  }, [muted, muted_until, looks]);
  return muted && (!muted_until || Date.parse(muted_until) > Date.now());
}
