import type { ReactNode } from "react";

/** One bar where a line of text will stand; give it a width and, for titles, a height. */
export function Bar({ className = "" }: { className?: string }) {
  return <span className={`block h-3.5 animate-breathe rounded-small bg-line/60 ${className}`} />;
}

export function Disc({ className = "size-9" }: { className?: string }) {
  return <span className={`block shrink-0 animate-breathe rounded-full bg-line/60 ${className}`} />;
}

/** Wraps the shape of a view while it loads: silent but for one sentence to screen readers. */
export function Loading({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}
