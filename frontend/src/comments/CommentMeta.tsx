import { Link } from "@tanstack/react-router";
import type { PersonBrief } from "../api/types";
import { RelativeTime } from "../ui/RelativeTime";
import type { CommentRow } from "./data";

export function CommentMeta({ comment }: { comment: CommentRow }) {
  return (
    <p className="flex min-h-6 items-baseline gap-2 text-note text-faint">
      <Author person={comment.author} />
      <span className="shrink-0">
        <RelativeTime at={comment.created_at} />
        {comment.edited_at && !comment.deleted && " · edited"}
      </span>
      {comment.arrived && (
        <span className="shrink-0 text-calm">
          <span
            aria-hidden="true"
            className="mr-1.5 inline-block size-1.5 rounded-full bg-calm align-middle"
          />
          new
        </span>
      )}
    </p>
  );
}

/** A link to them; only the words when they have left and there is nowhere to go. */
function Author({ person }: { person: PersonBrief }) {
  if (person.username === "") return <span className="truncate text-body italic">{person.display_name}</span>;
  return (
    <Link
      to="/people/$who"
      params={{ who: `@${person.username}` }}
      data-stop
      dir="auto"
      className="truncate rounded-small text-body font-[550] text-text hover:underline hover:underline-offset-3"
    >
      {person.display_name}
    </Link>
  );
}
