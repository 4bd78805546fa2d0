import type { PersonBrief } from "../api/types";
import { Avatar } from "../ui/Avatar";
import type { Seen } from "./book";
import { usePresence } from "./data";

const WORDS: Partial<Record<Seen["status"], string>> = { online: "online", away: "away" };

/** Somebody's picture with a dot when they are here: full when online, an open ring when away. */
export function Face({ person, size = "medium" }: { person: PersonBrief; size?: "medium" | "large" }) {
  const { status } = usePresence(person.id);
  const word = WORDS[status];
  return (
    <span className="relative inline-flex shrink-0">
      <Avatar person={person} size={size} />
      {word && (
        <span
          title={word}
          className={`absolute right-0 bottom-0 size-3 rounded-full border-2 border-surface ${status === "online" ? "bg-calm" : "bg-surface outline-2 -outline-offset-2 outline-calm"}`}
        >
          <span className="sr-only">{word}</span>
        </span>
      )}
    </span>
  );
}
