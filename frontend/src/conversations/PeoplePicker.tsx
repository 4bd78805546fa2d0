import { useDeferredValue, useState } from "react";
import { useMe } from "../account/session";
import type { Id, PersonBrief } from "../api/types";
import { useTies } from "../friends/data";
import { useFindPeople } from "../people/data";
import { Face } from "../presence/Face";
import { SearchField } from "../ui/SearchField";

type PeoplePickerProps = {
  /** Who is not to be offered. */
  without: ReadonlySet<Id>;
  onPick: (person: PersonBrief) => void;
};

const MOST = 8;

/** Friends first; whoever types finds everybody. */
export function PeoplePicker({ without, onPick }: PeoplePickerProps) {
  const [text, setText] = useState("");
  const me = useMe()?.id;
  const { friends } = useTies();
  const wanted = useDeferredValue(text.trim());
  const { people, status } = useFindPeople(wanted);
  const near = friends.map((tie) => tie.person).filter((person) => fits(person, wanted));
  const others = people.filter((person) => !near.some((each) => each.id === person.id));
  const offered = [...near, ...(wanted === "" && near.length > 0 ? [] : others)]
    .filter((person) => person.id !== me && !without.has(person.id))
    .slice(0, MOST);
  return (
    <>
      <SearchField
        label="Find somebody"
        placeholder="Find somebody by name"
        value={text}
        onChange={setText}
      />
      <ul aria-label="People" className="mt-2 min-h-32">
        {offered.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              onClick={() => {
                setText("");
                onPick(person);
              }}
              className="flex min-h-12 w-full items-center gap-3 rounded-control px-2 text-left transition-colors hover:bg-shade"
            >
              <Face person={person} />
              <bdi className="truncate text-body font-[550]">{person.display_name}</bdi>
              <span className="truncate text-note text-faint">@{person.username}</span>
            </button>
          </li>
        ))}
        {offered.length === 0 && status === "ready" && (
          <li className="px-2 py-4 text-body text-soft">Nobody else goes by that name.</li>
        )}
      </ul>
    </>
  );
}

function fits(person: PersonBrief, wanted: string): boolean {
  return `${person.username} ${person.display_name}`.toLowerCase().includes(wanted.toLowerCase());
}
