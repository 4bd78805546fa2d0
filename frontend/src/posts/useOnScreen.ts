import { type RefObject, useEffect, useEffectEvent } from "react";
import type { Id } from "../api/types";

const SETTLE_MS = 300;

/** Tells which posts (elements with `data-post`) are on screen, once scrolling has settled. */
export function useOnScreen(
  list: RefObject<HTMLElement | null>,
  rows: number,
  onChange: (ids: readonly Id[]) => void,
): void {
  const tell = useEffectEvent(onChange);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' elements are looked up anew when their number changes
  useEffect(() => {
    if (!list.current) return;
    const seen = new Set<Id>();
    let timer: number | undefined;
    const observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        const id = (target as HTMLElement).dataset.post ?? "";
        if (isIntersecting) seen.add(id);
        else seen.delete(id);
      }
      window.clearTimeout(timer);
      timer = window.setTimeout(() => tell([...seen]), SETTLE_MS);
    });
    for (const row of list.current.querySelectorAll("[data-post]")) observer.observe(row);
    return () => {
      window.clearTimeout(timer);
      observer.disconnect();
    };
  }, [list, rows]);
}
