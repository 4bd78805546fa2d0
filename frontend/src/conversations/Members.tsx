import { Crown, Shield, UserMinus, UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useMe } from "../account/session";
import type { Member, MemberRole } from "../api/types";
import { Face } from "../presence/Face";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { Menu, type MenuEntry } from "../ui/Menu";
import { useConversationActions } from "./actions";
import { attempt } from "./ConversationMenu";
import type { Conversation } from "./data";
import { PeoplePicker } from "./PeoplePicker";
import { mayModerate, roleOf } from "./rights";

const WORDS: Record<MemberRole, string> = { owner: "began it", moderator: "looks after it", member: "" };

/** Who is in a group or room; for who may, adding, removing and naming. */
export function Members({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const { add } = useConversationActions();
  const group = conversation.kind === "group";
  const moderates = mayModerate(conversation, me);
  const inside = new Set(conversation.members.map((member) => member.person.id));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Who is in it">
      {group && moderates && <Rename conversation={conversation} />}
      <ul className="divide-y divide-line">
        {conversation.members.map((member) => (
          <li key={member.person.id} className="flex items-center gap-3 py-2">
            <Face person={member.person} />
            <span className="min-w-0 grow">
              <bdi className="block truncate text-body font-[550]">{member.person.display_name}</bdi>
              <span className="block truncate text-note text-faint">
                @{member.person.username} {WORDS[member.role] && `· ${WORDS[member.role]}`}
              </span>
            </span>
            {member.person.id !== me?.id && <MemberMenu conversation={conversation} member={member} />}
          </li>
        ))}
      </ul>
      {group && moderates && !adding && (
        <Button icon={UserPlus} className="mt-3" onClick={() => setAdding(true)}>
          Add somebody
        </Button>
      )}
      {adding && (
        <div className="mt-3 border-t border-line pt-4">
          <PeoplePicker
            without={inside}
            onPick={(person) =>
              void attempt(() => add(conversation.id, person.id)).then((done) => done && setAdding(false))
            }
          />
        </div>
      )}
    </Dialog>
  );
}

function Rename({ conversation }: { conversation: Conversation }) {
  const [name, setName] = useState(conversation.name ?? "");
  const { rename } = useConversationActions();
  const changed = name.trim() !== "" && name.trim() !== conversation.name;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (changed) void attempt(() => rename(conversation.id, name.trim()));
  };
  return (
    <form onSubmit={save} className="mb-3 flex items-end gap-2">
      <Field label="Name" className="grow" value={name} onChange={(event) => setName(event.target.value)} />
      <Button type="submit" className="mb-0.5" disabled={!changed}>
        Save
      </Button>
    </form>
  );
}

/** Owners name and remove, moderators remove members. */
function MemberMenu({ conversation, member }: { conversation: Conversation; member: Member }) {
  const { promote, remove } = useConversationActions();
  const me = useMe();
  const mine = roleOf(conversation, me?.id);
  const { person, role } = member;
  const entries: MenuEntry[] = [];
  if (mine === "owner") {
    const next: MemberRole = role === "moderator" ? "member" : "moderator";
    const label = next === "moderator" ? "Let them look after it" : "No longer look after it";
    const onPick = () => void attempt(() => promote(conversation.id, person.id, next));
    entries.push({ label, icon: next === "moderator" ? Shield : Crown, onPick });
  }
  if (mine === "owner" || (mayModerate(conversation, me) && role === "member")) {
    const onPick = () => void attempt(() => remove(conversation.id, person.id));
    entries.push({ label: "Remove", icon: UserMinus, danger: true, onPick });
  }
  return entries.length > 0 ? <Menu size={16} entries={entries} /> : null;
}
