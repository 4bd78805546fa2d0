import { Link } from "@tanstack/react-router";
import { useMe } from "../account/session";
import type { PersonBrief } from "../api/types";
import { WaitingGames } from "../games/GamesAside";
import { type PostRow, useFeed } from "../posts/data";
import { Avatar } from "../ui/Avatar";
import { Tooltip } from "../ui/Tooltip";
import { countOf } from "../ui/words";

/** Beside the column on a wide window: who wrote lately, and what is rising. Empty while it loads and when it fails. */
export function Aside() {
  const lately = authorsOf(useFeed({ sort: "new" }).rows);
  const me = useMe();
  const rising = useFeed({ sort: "rising" }).rows.slice(0, 5);
  return (
    <aside
      aria-label="Around here"
      className="sticky top-(--top) flex h-[calc(100dvh-var(--top))] flex-col gap-9 overflow-y-auto py-6 pr-1"
    >
      {me && <WaitingGames />}
      {lately.length > 0 && (
        <section>
          <h2 className="mb-3 text-read">Lately here</h2>
          <ul className="flex flex-wrap gap-2">
            {lately.map((person) => (
              <li key={person.id} className="flex">
                <Tooltip label={person.display_name}>
                  <Link
                    to="/people/$who"
                    params={{ who: `@${person.username}` }}
                    aria-label={person.display_name}
                    className="block rounded-full transition-opacity hover:opacity-80"
                  >
                    <Avatar person={person} />
                  </Link>
                </Tooltip>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rising.length > 0 && (
        <section>
          <h2 className="mb-2 text-read">Rising</h2>
          <ol>
            {rising.map((post) => (
              <li key={post.id} className="border-b border-line last:border-0">
                <Link
                  to="/posts/$post"
                  params={{ post: post.id }}
                  className="group block rounded-small py-2.5"
                >
                  <span
                    dir="auto"
                    className="line-clamp-2 text-body leading-5 group-hover:underline group-hover:decoration-edge group-hover:underline-offset-3"
                  >
                    {post.title}
                  </span>
                  <span className="mt-1 block text-note text-faint">
                    <bdi>{post.author.display_name}</bdi> · {countOf(post.comments, "comment")}
                  </span>
                </Link>
              </li>
            ))}
          </ol>
        </section>
      )}
      <p className="mt-auto text-note text-faint">
        Press <kbd className="rounded-small border border-line bg-surface px-1.5 font-text">?</kbd> for keys.
      </p>
    </aside>
  );
}

/** Each author once, newest first, at most fifteen. */
function authorsOf(rows: readonly PostRow[]): PersonBrief[] {
  const people = new Map(rows.map(({ author }) => [author.id, author]));
  return [...people.values()].slice(0, 15);
}
