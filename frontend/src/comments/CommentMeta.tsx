import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../ui/RelativeTime";
import type { CommentRow } from "./data";

export function CommentMeta({ comment }: { comment: CommentRow }) {
  return (
    <p className="flex min-h-6 items-baseline gap-2 text-note text-faint">
      <Link
        to="/people/$who"
        params={{ who: `@${comment.author.username}` }}
        data-stop
        dir="auto"
        className="truncate rounded-small text-body font-[550] text-text hover:underline hover:underline-offset-3"
      >
        {comment.author.display_name}
      </Link>
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
