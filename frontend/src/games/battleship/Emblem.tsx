/** A ship at sea, and a shot beside it. */
export function Emblem() {
  return (
    <>
      <rect
        x="3"
        y="3"
        width="42"
        height="42"
        rx="9"
        className="fill-cool-wash stroke-edge"
        strokeWidth="1.5"
      />
      <path d="M8 28h32l-4 8H13z" className="fill-text" />
      <path d="M16 28v-6h10v6M21 22v-6h6" className="stroke-text" strokeWidth="1.6" strokeLinejoin="round" />
      <circle cx="35" cy="15" r="4" className="stroke-accent" strokeWidth="1.6" />
      <circle cx="35" cy="15" r="1.4" className="fill-accent" />
    </>
  );
}
