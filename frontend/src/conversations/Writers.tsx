import { useNames } from "../people/names";
import { type Conversation, useWriters } from "./data";

/** Who is writing, in a line that is always there, so that nothing moves. */
export function Writers({ conversation }: { conversation: Conversation }) {
  return (
    <p aria-live="polite" className="flex h-6 items-center gap-1.5 px-1 text-note text-soft">
      <WritersWords conversation={conversation} />
    </p>
  );
}

export function WritersWords({ conversation }: { conversation: Conversation }) {
  const ids = useWriters(conversation.id);
  const names = useNames(ids);
  const known = ids.flatMap((id) => names.get(id)?.display_name ?? []);
  if (known.length === 0) return null;
  const words =
    known.length === 1
      ? `${known[0]} is writing`
      : known.length === 2
        ? `${known[0]} and ${known[1]} are writing`
        : "Several people are writing";
  return (
    <>
      <span aria-hidden="true" className="flex gap-0.5">
        {[0, 1, 2].map((dot) => (
          <span
            key={dot}
            className="size-1 animate-breathe rounded-full bg-soft"
            style={{ animationDelay: `${dot * 200}ms` }}
          />
        ))}
      </span>
      <span className="truncate">{words}</span>
    </>
  );
}
