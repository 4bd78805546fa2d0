import type { ReactNode } from "react";

type TooltipProps = {
  label: string;
  /** For what stands at the right edge of the window: the label keeps inside. */
  edge?: boolean;
  children: ReactNode;
};

/**
 * A name for what has none in view, below it, after a moment. Never the only way to a meaning: the
 * child carries its own label. Styles alone do it; a floating library would weigh more than a page.
 */
export function Tooltip({ label, edge = false, children }: TooltipProps) {
  const place = edge ? "right-0" : "left-1/2 -translate-x-1/2";
  return (
    <span className="group/tip relative inline-flex">
      {children}
      <span
        aria-hidden="true"
        className={`pointer-events-none absolute top-full z-20 mt-1 ${place} rounded-small bg-text px-2 py-1 text-note whitespace-nowrap text-ground opacity-0 transition-opacity group-hover/tip:opacity-100 group-hover/tip:delay-500 group-has-focus-visible/tip:opacity-100 group-has-[[data-popup-open]]/tip:opacity-0!`}
      >
        {label}
      </span>
    </span>
  );
}
