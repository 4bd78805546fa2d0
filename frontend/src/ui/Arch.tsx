/** The arch of the name, drawn in a box of 24: a round head on straight jambs, open at the foot. */
export const ARCH = "M4 22V11a8 8 0 0 1 16 0v11";

/** Three arches in a row with the middle one open: what stands over every empty state. */
export function Arcade({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 132 72" aria-hidden="true" className={className} fill="none">
      <path
        d="M10 70V36a18 18 0 0 1 36 0v34M86 70V36a18 18 0 0 1 36 0v34"
        className="fill-shade stroke-line"
        strokeWidth="1.5"
      />
      <path d="M46 70V28a20 20 0 0 1 40 0v42" className="fill-accent-wash stroke-accent" strokeWidth="1.75" />
      <path d="M2 70.5h128" className="stroke-edge" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
