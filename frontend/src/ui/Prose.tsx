import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

/**
 * Markdown as the server rendered and sanitised it. The only place in the program that takes HTML.
 * Links to this site, such as mentions, change the page without loading it anew.
 */
export function Prose({ html, className = "" }: { html: string; className?: string }) {
  const text = useRef<HTMLDivElement>(null);
  const router = useRouter();
  useEffect(() => {
    const place = text.current;
    const follow = (event: MouseEvent) => {
      const path = ownPath(event);
      if (!path) return;
      event.preventDefault();
      void router.navigate({ to: path });
    };
    place?.addEventListener("click", follow);
    return () => place?.removeEventListener("click", follow);
  }, [router]);
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: the server sanitises it, and the content security policy stands behind that
    <div ref={text} dir="auto" className={`prose ${className}`} dangerouslySetInnerHTML={{ __html: html }} />
  );
}

/** The path of a link to this site that was pressed plainly; undefined for every other click. */
function ownPath(event: MouseEvent): string | undefined {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.origin !== window.location.origin) return undefined;
  return link.pathname + link.search + link.hash;
}
