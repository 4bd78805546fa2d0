import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { PersonBrief } from "../api/types";
import { Face } from "../presence/Face";

type TieRowProps = {
  person: PersonBrief;
  /** One line below the name. */
  note: ReactNode;
  /** What one can do, at the end of the row. */
  children: ReactNode;
};

/** Somebody in a list: who, in what relation, and what to do. */
export function TieRow({ person, note, children }: TieRowProps) {
  return (
    <li data-stop-area className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3 wide:px-6">
      <Link
        to="/people/$who"
        params={{ who: `@${person.username}` }}
        data-stop
        className="flex min-w-0 grow basis-36 items-center gap-3 rounded-control"
      >
        <Face person={person} size="large" />
        <span className="min-w-0">
          <bdi className="block truncate text-body font-[550]">{person.display_name}</bdi>
          <span className="block truncate text-note text-faint">{note}</span>
        </span>
      </Link>
      <span className="ml-auto flex items-center gap-1">{children}</span>
    </li>
  );
}
