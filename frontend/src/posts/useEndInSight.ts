import { type RefObject, useEffect, useEffectEvent, useRef } from "react";

/** Calls `onSight` when the element comes within a screen of being seen, while `active`. */
export function useEndInSight(active: boolean, onSight: () => void): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  const seen = useEffectEvent(onSight);
  useEffect(() => {
    if (!active || !end.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) seen();
      },
      { rootMargin: "100% 0px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [active]);
  return end;
}
