/** The sign alone: a block of terracotta with two arches cut out of it, seen from the square. */
export function Sign({ className = "size-7" }: { className?: string }) {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" className={`text-accent ${className}`}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M3 6.5A2.5 2.5 0 0 1 5.500 4h17A2.500 2.500 0 0 1 25 6.500V24h-3.200v-8.100a3.100 3.100 0 0 0-6.200 0V24h-3.200v-8.100a3.100 3.100 0 0 0-6.200 0V24H3Z"
      />
    </svg>
  );
}

export function Wordmark({ className = "" }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2 ${className}`}>
      <Sign />
      <span className="font-title text-title font-[600] tracking-[-0.015em]">Loggia</span>
    </span>
  );
}
