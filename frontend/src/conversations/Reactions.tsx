import { useMessageActions } from "./actions";
import { nameOf } from "./emoji";
import type { MessageRow } from "./messages";

/** What others think of it; pressing one joins them, or takes one's own back. */
export function Reactions({ message }: { message: MessageRow }) {
  const { react } = useMessageActions();
  if (message.reactions.length === 0) return null;
  return (
    <ul aria-label="Reactions" className="mt-1 mb-0.5 flex flex-wrap gap-1.5">
      {message.reactions.map(({ emoji, count, mine }) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={mine}
            aria-label={`${nameOf(emoji)}, ${count}`}
            onClick={() => react(message, emoji, !mine)}
            className="inline-flex h-7 min-w-11 items-center justify-center gap-1.5 rounded-full border border-line bg-surface px-2 text-note transition-colors hover:border-edge aria-pressed:border-cool aria-pressed:bg-cool-wash"
          >
            <span aria-hidden="true">{emoji}</span>
            <span data-figures aria-hidden="true" className={mine ? "font-[600] text-cool" : "text-soft"}>
              {count}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
