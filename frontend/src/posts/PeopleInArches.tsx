import { Link } from "@tanstack/react-router";
import type { PersonBrief } from "../api/types";
import { Avatar, tintOf } from "../ui/Avatar";
import type { PostRow } from "./data";

const ARCHES = 5;

/** The gallery itself: who wrote lately, each standing in an arch. Arches stay empty until somebody comes. */
export function PeopleInArches({ rows }: { rows: readonly PostRow[] }) {
  const authors = [...new Map(rows.map(({ author }) => [author.id, author])).values()];
  const places = Array.from({ length: ARCHES }, (_, index) => authors[index]);
  return (
    <ul aria-label="Lately here" className="flex items-end justify-center gap-2.5 full:gap-3">
      {places.map((person, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the arches stand still, whoever is in them
        <li key={index} className="min-w-0 max-w-24 flex-1">
          <Arch person={person} />
        </li>
      ))}
    </ul>
  );
}

function Arch({ person }: { person: PersonBrief | undefined }) {
  const stone =
    "relative flex h-34 flex-col items-center justify-end overflow-hidden rounded-t-full border border-b-0 border-line bg-shade wide:h-42";
  if (!person) return <div className={stone} />;
  return (
    <Link
      to="/people/$who"
      params={{ who: `@${person.username}` }}
      aria-label={person.display_name}
      title={person.display_name}
      className={`${stone} group transition-colors hover:border-edge`}
    >
      <span className="flex w-full animate-appear flex-col items-center transition-transform duration-200 group-hover:-translate-y-1">
        <Avatar person={person} size="large" />
        <span className={`mt-1.5 h-11 w-3/5 rounded-t-full bg-(--tint) ${tintOf(person.id)} wide:h-14`} />
      </span>
    </Link>
  );
}
