import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { useMe } from "../account/session";
import type { Id, Person } from "../api/types";
import { PageHead } from "../app/PageHead";
import { useTies } from "../friends/data";
import { FriendButton } from "../friends/FriendButton";
import { TieRow } from "../friends/TieRow";
import { Button } from "../ui/Button";
import { SearchField } from "../ui/SearchField";
import { RowBars } from "../ui/Skeleton";
import { SubNav } from "../ui/SubNav";
import { Empty, Failed } from "../ui/states";
import { useSettled } from "../ui/useSettled";
import { useFindPeople } from "./data";

/** Everybody here, or those whose name fits what one types. */
export function PeoplePage() {
  const me = useMe();
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
      {me && <PeopleNav />}
      <search className="block px-4 py-4 wide:px-6">
        <SearchField
          label="Find somebody"
          placeholder="Find somebody by name"
          value={text}
          onChange={setText}
        />
      </search>
      <Found q={settled} onClear={() => setText("")} />
    </>
  );
}

function PeopleNav() {
  const { incoming } = useTies();
  return (
    <SubNav
      label="People"
      links={[
        { to: "/people", name: "Everybody" },
        { to: "/friends", name: "Friends", count: incoming.length },
      ]}
    />
  );
}

function Found({ q, onClear }: { q: string; onClear: () => void }) {
  const me = useMe();
  const { people, status, problem, retry } = useFindPeople(q);
  if (people.length === 0) {
    if (status === "loading") return <RowBars label="Loading people" disc="size-12" />;
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
  return me ? <WithActs me={me.id} people={people} /> : <Rows people={people} />;
}

/** With what one can do about each, except about oneself. */
function WithActs({ me, people }: { me: Id; people: Person[] }) {
  const { standing } = useTies();
  return (
    <Rows people={people}>
      {(person) => person.id !== me && <FriendButton person={person} standing={standing(person.id)} />}
    </Rows>
  );
}

function Rows({ people, children }: { people: Person[]; children?: (person: Person) => ReactNode }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {people.map((person) => (
        <TieRow key={person.id} person={person} note={person.bio || `@${person.username}`}>
          {children?.(person)}
        </TieRow>
      ))}
    </ul>
  );
}
