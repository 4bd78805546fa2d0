import { useNavigate } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useState } from "react";
import { attempt } from "../account/attempt";
import type { PersonBrief } from "../api/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { useConversationActions } from "./actions";
import { PeoplePicker } from "./PeoplePicker";

/** One person makes a conversation of two, several make a group with a name. */
export function NewConversation({ onClose }: { onClose: () => void }) {
  const [people, setPeople] = useState<PersonBrief[]>([]);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const { openDirect, openGroup } = useConversationActions();
  const navigate = useNavigate();
  const [first] = people;
  const group = people.length > 1;

  const begin = async () => {
    if (!first) return;
    setBusy(true);
    const done = await attempt(async () => {
      const ids = people.map((person) => person.id);
      const title =
        name.trim() ||
        people
          .map((person) => person.display_name)
          .join(", ")
          .slice(0, 60);
      const conversation = group ? await openGroup(title, ids) : await openDirect(first.id);
      await navigate({ to: "/conversations/$conversation", params: { conversation } });
    });
    setBusy(false);
    if (done) onClose();
  };

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Write to">
      {people.length > 0 && (
        <ul aria-label="Chosen" className="mb-3 flex flex-wrap gap-1.5">
          {people.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-label={`Not ${person.display_name}`}
                onClick={() => setPeople(people.filter((each) => each !== person))}
                className="inline-flex min-h-8 items-center gap-1.5 rounded-full bg-shade pr-2 pl-3 text-note hover:bg-line"
              >
                <bdi>{person.display_name}</bdi>
                <Icon of={X} size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <PeoplePicker
        without={new Set(people.map((person) => person.id))}
        onPick={(person) => setPeople([...people, person])}
      />
      {group && (
        <Field
          label="Name of the group"
          className="mt-3"
          value={name}
          limit={80}
          onChange={(event) => setName(event.target.value)}
        />
      )}
      <div className="mt-4 flex justify-end">
        <Button look="primary" disabled={!first} busy={busy} onClick={() => void begin()}>
          {group ? "Open the group" : "Write"}
        </Button>
      </div>
    </Dialog>
  );
}
