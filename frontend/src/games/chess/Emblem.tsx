/** A rook, which is a little house itself. */
export function Emblem() {
  return (
    <>
      <path d="M9 43h30" className="stroke-edge" strokeWidth="1.5" strokeLinecap="round" />
      <path
        d="M13 43l2-6h18l2 6zM16 37l1-17h14l1 17M13 6h5v4h4V6h4v4h4V6h5v8l-4 6H17l-4-6z"
        className="fill-raised stroke-text"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M21 33v-5a3 3 0 0 1 6 0v5" className="fill-accent-wash stroke-accent" strokeWidth="1.5" />
    </>
  );
}
