import { Link } from "@tanstack/react-router";
import type { FeedSort } from "../api/types";

const sorts: readonly { sort: FeedSort; label: string }[] = [
  { sort: "new", label: "New" },
  { sort: "hot", label: "Hot" },
  { sort: "top", label: "Top" },
  { sort: "rising", label: "Rising" },
];

/** The orders of a feed. They are places with an address of their own, so they are links. */
export function SortTabs() {
  return (
    <nav aria-label="Order of posts" className="sticky top-(--top) z-10 border-b border-line bg-surface">
      <ul className="flex px-2 wide:px-4">
        {sorts.map(({ sort, label }) => (
          <li key={sort}>
            <Link
              to="/"
              search={sort === "new" ? {} : { sort }}
              activeOptions={{ exact: true, includeSearch: true }}
              className="relative flex min-h-13 items-center px-3 text-body text-soft transition-colors after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:rounded-full after:transition-colors hover:text-text aria-[current=page]:font-[600] aria-[current=page]:text-text aria-[current=page]:after:bg-text"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
