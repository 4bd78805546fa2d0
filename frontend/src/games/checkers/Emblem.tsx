/** A king on a dark square. */
export function Emblem() {
  return (
    <>
      <rect x="3" y="3" width="42" height="42" rx="9" className="fill-ground stroke-edge" strokeWidth="1.5" />
      <path d="M24 4h12a8 8 0 0 1 8 8v12H24zM4 24h20v20H12a8 8 0 0 1-8-8z" className="fill-line" />
      <circle cx="34" cy="14" r="7" className="fill-text" />
      <circle cx="14" cy="34" r="7" className="fill-raised stroke-text" strokeWidth="1.2" />
      <path d="m30.4 16.6-.8-4.6 2.4 1.8 2-2.8 2 2.8 2.4-1.8-.8 4.6z" className="fill-raised" />
    </>
  );
}
