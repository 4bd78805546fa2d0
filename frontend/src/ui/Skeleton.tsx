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

type RowBarsProps = {
  label: string;
  /** How large who stands at its beginning is. */
  disc?: string;
  /** Of the first line of each row. */
  widths?: readonly string[];
  /** Of the second ones. */
  second?: string;
};

/** The shape of a list of people, or of what they did. */
export function RowBars({ label, disc = "size-9", widths = NAMES, second = "w-3/5" }: RowBarsProps) {
  return (
    <Loading label={label}>
      <ul className="divide-y divide-line">
        {widths.map((width) => (
          <li key={width} className="flex items-center gap-3 px-4 py-3.5 wide:px-6">
            <Disc className={disc} />
            <div className="grow space-y-2">
              <Bar className={width} />
              <Bar className={second} />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}

const NAMES = ["w-36", "w-44", "w-28", "w-40"];
