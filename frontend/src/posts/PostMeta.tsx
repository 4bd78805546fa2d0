import { Link } from "@tanstack/react-router";
import type { Post } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { RelativeTime } from "../ui/RelativeTime";

/** Who wrote it and when. `community` joins the line when there are some. */
export function PostMeta({ post, large = false }: { post: Post; large?: boolean }) {
  const who = `@${post.author.username}`;
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <Link to="/people/$who" params={{ who }} tabIndex={-1} aria-hidden="true" className="rounded-full">
        <Avatar person={post.author} size={large ? "large" : "medium"} />
      </Link>
      <p className="min-w-0 leading-5">
        <Link
          to="/people/$who"
          params={{ who }}
          dir="auto"
          className="relative block truncate text-body font-[550] hover:underline hover:underline-offset-3"
        >
          {post.author.display_name}
        </Link>
        <span className="block text-note text-faint">
          <RelativeTime at={post.created_at} />
          {post.edited_at && (
            <>
              {" · "}
              <Link
                to="/posts/$post/history"
                params={{ post: post.id }}
                className="relative underline decoration-edge/60 underline-offset-3 hover:text-text"
              >
                edited
              </Link>
            </>
          )}
        </span>
      </p>
    </div>
  );
}
