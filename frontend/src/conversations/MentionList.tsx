import { Avatar } from "../ui/Avatar";
import type { Mentions } from "./useMentions";

/** Who may be meant by the name being written; the text keeps the focus. */
export function MentionList({ id, mentions }: { id: string; mentions: Mentions }) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Who do you mean?"
      className="absolute bottom-full left-0 z-20 mb-1 w-72 max-w-full overflow-hidden rounded-control border border-line bg-raised p-1 shadow-float"
    >
      {mentions.people.map((person, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text's, which keeps the focus
        <div
          key={person.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === mentions.chosen}
          // Before the text loses the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => mentions.pick(person)}
          className="flex min-h-10 cursor-pointer items-center gap-2.5 rounded-small px-2 text-body aria-selected:bg-shade"
        >
          <Avatar person={person} size="small" />
          <bdi className="truncate">{person.display_name}</bdi>
          <span className="truncate text-note text-faint">@{person.username}</span>
        </div>
      ))}
    </div>
  );
}
