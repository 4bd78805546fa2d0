/** The six pieces, drawn for this house in a box of 48: [outline, what is drawn inside it]. */
const DRAWINGS: Record<string, readonly [string, string]> = {
  p: [
    "M24 9a6 6 0 0 1 3.6 10.8H30v3h-2.6c.5 6 3.1 9.6 5.6 14.2H15c2.5-4.6 5.1-8.2 5.6-14.2H18v-3h2.4A6 6 0 0 1 24 9z",
    "",
  ],
  r: [
    "M13 9h5v4h4V9h4v4h4V9h5v8l-3.5 4 1 16h-17l1-16L13 17z",
    "M21.5 37v-6.5a2.5 2.5 0 0 1 5 0V37M16.5 21h15",
  ],
  b: [
    "M24 6a2.6 2.6 0 0 1 1.6 4.6c4.6 3.8 7 7.6 7 11.4 0 3.4-1.8 5.6-4.2 7h2.6v3h-2c.4 2 1.6 3.6 3 5H16c1.4-1.4 2.6-3 3-5h-2v-3h2.6c-2.4-1.4-4.2-3.6-4.2-7 0-3.8 2.4-7.6 7-11.4A2.6 2.6 0 0 1 24 6z",
    "M27.6 14.6l-4.2 6.6M19.6 29h8.8",
  ],
  n: [
    "M16 37c-.5-7 5.2-9.5 6.4-14.6-2.2 1-4.4 1.4-6 3.2l-1.6 2-3.6-1.2-.8-3.4L17 14l.8-6 4.4 3.6c7.8.4 12.4 7 12.4 15.4 0 4-.6 7-1.2 10z",
    "M19.8 17h.1M27 15.5c3 3.2 4.2 7.4 4 12",
  ],
  q: [
    "M10.5 15.5l5.2 6 2.6-9.4 4.3 8.8L24 9.6l1.4 11.3 4.3-8.8 2.6 9.4 5.2-6L33.6 31h.4v3h-1.2l1.2 3H14l1.2-3H14v-3h.4z",
    "M15.6 31h16.8",
  ],
  k: [
    "M22.4 4.5h3.2v3.2h3.2v3.2h-3.2v3.6c5.6-1.6 11.4.6 11.4 6.1 0 4-2.6 6.6-4.4 10.4h.4v3h-1.2l1.2 3H15l1.2-3H15v-3h.4c-1.8-3.8-4.4-6.4-4.4-10.4 0-5.5 5.8-7.7 11.4-6.1v-3.6h-3.2V7.7h3.2z",
    "M24 27v-6.4M15.6 31h16.8",
  ],
};

const BASE = "M11.5 41.5h25v-2.2a2.3 2.3 0 0 0-2.3-2.3H13.8a2.3 2.3 0 0 0-2.3 2.3z";
/** The tips of the queen's crown. */
const PEARLS = [
  [10.3, 14.2],
  [18, 10.8],
  [24, 8],
  [30, 10.8],
  [37.7, 14.2],
] as const;

/** A piece by its letter on the board: capital letters are white's. */
export function Piece({ piece, className = "" }: { piece: string; className?: string }) {
  const [outline, inside] = DRAWINGS[piece.toLowerCase()] ?? ["", ""];
  const white = piece === piece.toUpperCase();
  return (
    <svg
      viewBox="3 2 42 42"
      aria-hidden="true"
      data-piece
      className={`chess-piece ${white ? "chess-white" : "chess-black"} ${className}`}
    >
      <path d={BASE} />
      <path d={outline} />
      {piece.toLowerCase() === "q" && PEARLS.map(([x, y]) => <circle key={x} cx={x} cy={y} r="1.9" />)}
      <path d={inside} className="chess-inside" />
    </svg>
  );
}
