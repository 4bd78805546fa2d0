import { Link } from "@tanstack/react-router";
import type { PersonBrief } from "../api/types";
import { Avatar, tintOf } from "../ui/Avatar";
import type { PostRow } from "./data";

// People are not all the same height.
const heights = ["h-16", "h-13", "h-18", "h-14", "h-16"] as const;

/** The gallery itself: who wrote lately, each standing in an arch. Arches stay empty until somebody comes. */
export function PeopleInArches({ rows }: { rows: readonly PostRow[] }) {
  const authors = [...new Map(rows.map(({ author }) => [author.id, author])).values()];
  return (
    <div className="rounded-t-small border border-b-0 border-line bg-surface px-3 pt-5 shadow-[inset_0_7px_0_var(--shade),inset_0_8px_0_var(--line)] wide:px-5 wide:pt-7">
      <ul aria-label="Lately here" className="flex items-end justify-center gap-2.5 full:gap-4">
        {heights.map((height, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the arches stand still, whoever is in them
          <li key={index} className="min-w-0 max-w-28 flex-1 max-wide:last:hidden">
            <Arch person={authors[index]} height={height} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Arch({ person, height }: { person: PersonBrief | undefined; height: string }) {
  const stone =
    "relative flex h-36 flex-col items-center justify-end overflow-hidden rounded-t-full border border-b-0 border-line bg-shade wide:h-44";
  if (!person) return <div className={stone} />;
  return (
    <Link
      to="/people/$who"
      params={{ who: `@${person.username}` }}
      aria-label={person.display_name}
      title={person.display_name}
      className={`${stone} group transition-colors hover:border-edge focus-visible:-outline-offset-2`}
    >
      <span
        className={`flex w-full animate-appear flex-col items-center transition-transform duration-200 group-hover:-translate-y-1.5 ${tintOf(person.id)}`}
      >
        <span className="z-1 rounded-full border-3 border-shade">
          <Avatar person={person} size="large" />
        </span>
        <span
          className={`-mt-2 -mb-2 w-[88%] bg-(--tint) [border-radius:50%_50%_0_0/75%_75%_0_0] ${height}`}
        />
      </span>
    </Link>
  );
}
