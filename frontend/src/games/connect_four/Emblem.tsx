/** Three arches with pieces in them. */
export function Emblem() {
  return (
    <>
      <path
        d="M4 45V16a6 6 0 0 1 12 0v29M18 45V16a6 6 0 0 1 12 0v29M32 45V16a6 6 0 0 1 12 0v29"
        className="fill-ground stroke-edge"
        strokeWidth="1.5"
      />
      <circle cx="10" cy="39" r="4.6" className="fill-accent" />
      <circle cx="24" cy="39" r="4.6" className="fill-cool" />
      <circle cx="24" cy="28.6" r="4.6" className="fill-accent" />
      <circle cx="38" cy="39" r="4.6" className="fill-accent" />
      <circle cx="38" cy="28.6" r="4.6" className="fill-cool" />
      <circle cx="38" cy="18.2" r="4.6" className="fill-accent" />
    </>
  );
}
