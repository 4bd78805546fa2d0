/** The four discs of the start. */
export function Emblem() {
  return (
    <>
      <rect
        x="3"
        y="3"
        width="42"
        height="42"
        rx="9"
        className="fill-calm-wash stroke-edge"
        strokeWidth="1.5"
      />
      <path d="M24 3v42M3 24h42" className="stroke-edge" strokeWidth="1" opacity="0.6" />
      <circle cx="13.5" cy="13.5" r="7" className="fill-raised stroke-text" strokeWidth="1.2" />
      <circle cx="34.5" cy="34.5" r="7" className="fill-raised stroke-text" strokeWidth="1.2" />
      <circle cx="34.5" cy="13.5" r="7" className="fill-text" />
      <circle cx="13.5" cy="34.5" r="7" className="fill-text" />
    </>
  );
}
