import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import type { PersonBrief } from "../api/types";
import { PageHead } from "../app/PageHead";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { useFindPeople } from "./data";

/** Everybody here, or those whose name fits what one types. */
export function PeoplePage() {
  const { q = "" } = useSearch({ from: "/people" });
  const [text, setText] = useState(q);
  const settled = useDeferredValue(useSettled(text.trim()));
  const navigate = useNavigate();
  useEffect(() => {
    void navigate({ to: "/people", search: settled ? { q: settled } : {}, replace: true });
  }, [settled, navigate]);
  return (
    <>
      <PageHead title="People" />
      <search className="block px-4 pb-4 wide:px-6">
        <Field
          label="Find somebody"
          labelHidden
          type="search"
          placeholder="Find somebody by name"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          after={<Icon of={Search} size={18} className="mr-2 text-faint" />}
        />
      </search>
      <Found q={settled} onClear={() => setText("")} />
    </>
  );
}

function Found({ q, onClear }: { q: string; onClear: () => void }) {
  const { people, status, problem, retry } = useFindPeople(q);
  if (people.length === 0) {
    if (status === "loading") return <PeopleSkeleton />;
    if (status === "failed") {
      return (
        <Failed title="The list did not come" onRetry={retry}>
          {problem?.message}
        </Failed>
      );
    }
    return (
      <Empty action={q && <Button onClick={onClear}>Show everybody</Button>}>
        {q ? `Nobody here goes by “${q}”.` : "Nobody is here yet."}
      </Empty>
    );
  }
  return (
    <ul className="divide-y divide-line border-y border-line">
      {people.map((person) => (
        <li key={person.id}>
          <PersonRow person={person} />
        </li>
      ))}
    </ul>
  );
}

function PersonRow({ person }: { person: PersonBrief & { bio?: string | null } }) {
  return (
    <Link
      to="/people/$who"
      params={{ who: `@${person.username}` }}
      data-stop
      data-stop-area
      className="flex items-center gap-3 px-4 py-3.5 transition-colors hover:bg-shade/35 focus-visible:-outline-offset-2 wide:px-6"
    >
      <Avatar person={person} size="large" />
      <span className="min-w-0">
        <span className="block truncate text-body font-[550]">
          <bdi>{person.display_name}</bdi> <span className="font-[400] text-faint">@{person.username}</span>
        </span>
        {person.bio && <span className="line-clamp-1 text-body text-soft">{person.bio}</span>}
      </span>
    </Link>
  );
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(text), 250);
    return () => window.clearTimeout(timer);
  }, [text]);
  return settled;
}

function PeopleSkeleton() {
  return (
    <Loading label="Loading people">
      <ul className="divide-y divide-line border-y border-line">
        {["w-36", "w-44", "w-28", "w-40"].map((width) => (
          <li key={width} className="flex items-center gap-3 px-4 py-3.5 wide:px-6">
            <Disc className="size-12" />
            <div className="grow space-y-2">
              <Bar className={width} />
              <Bar className="w-3/5" />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
