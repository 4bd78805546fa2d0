import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { useMe } from "../account/session";

/** What the keyboard does on every page; the help dialog shows this list. */
export const keys = [
  { key: "j", does: "Next post, comment or message" },
  { key: "k", does: "The one before" },
  { key: "Enter", does: "Open it" },
  { key: ".", does: "Show what is new" },
  { key: "n", does: "Write a post" },
  { key: "/", does: "Search" },
  { key: "?", does: "This list" },
] as const;

/** Single keys, as long as nobody is typing. Lists mark what j and k walk over with `data-stop`, the pill with `data-fresh`. */
export function useKeys(): { helping: boolean; stopHelping: () => void } {
  const [helping, setHelping] = useState(false);
  const navigate = useNavigate();
  const me = useMe();

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target))
      return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === ".") document.querySelector<HTMLElement>("[data-fresh]")?.click();
    else if (event.key === "?") setHelping(true);
    else if (event.key === "n" && me) void navigate({ to: "/write" });
    else if (event.key === "/" && me) void navigate({ to: "/search" });
    else return;
    event.preventDefault();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  return { helping, stopHelping: () => setHelping(false) };
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Focuses the next or previous stop from where the focus is, else the first one in view. */
function walk(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>("[data-stop]")];
  const holder = document.activeElement?.closest("[data-stop-area]");
  const here = stops.findIndex((stop) => stop.closest("[data-stop-area]") === holder);
  const inView = stops.findIndex((stop) => stop.getBoundingClientRect().top > 80);
  const next = stops[here === -1 ? Math.max(inView, 0) : here + step];
  next?.focus({ preventScroll: true });
  (next?.closest("[data-stop-area]") ?? next)?.scrollIntoView({ block: "nearest" });
}
