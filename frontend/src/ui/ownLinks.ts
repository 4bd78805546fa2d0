import { useRouter } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";

/** Links to this site within `place`, such as mentions, change the page without loading it anew. */
export function useOwnLinks(place: RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(() => {
    const element = place.current;
    const follow = (event: MouseEvent) => {
      const path = ownPath(event);
      if (!path) return;
      event.preventDefault();
      void router.navigate({ to: path });
    };
    element?.addEventListener("click", follow);
    return () => element?.removeEventListener("click", follow);
  }, [router, place]);
}

/** The path of a link to this site that was pressed plainly; undefined for every other click. */
function ownPath(event: MouseEvent): string | undefined {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.origin !== window.location.origin) return undefined;
  return link.pathname + link.search + link.hash;
}
