import { UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { attempt } from "../account/attempt";
import { useMe } from "../account/session";
import type { Member, MemberRole } from "../api/types";
import { Face } from "../presence/Face";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { until } from "../ui/time";
import { useConversationActions } from "./actions";
import { Bans } from "./Bans";
import type { Conversation } from "./data";
import { MemberMenu } from "./MemberMenu";
import { useMembers } from "./members";
import { useMuted } from "./mutes";
import { PeoplePicker } from "./PeoplePicker";
import { mayModerate } from "./rights";

const WORDS: Record<MemberRole, string> = { owner: "began it", moderator: "looks after it", member: "" };

/** Who is in a group or room; for who may, adding, removing, naming and keeping out. */
export function Members({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const group = conversation.kind === "group";
  const moderates = mayModerate(conversation, me);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Who is in it">
      {group && moderates && <Rename conversation={conversation} />}
      <MemberList conversation={conversation} />
      {group && moderates && !adding && (
        <Button icon={UserPlus} className="mt-3" onClick={() => setAdding(true)}>
          Add somebody
        </Button>
      )}
      {adding && <Add conversation={conversation} onDone={() => setAdding(false)} />}
      {moderates && <Bans conversation={conversation} />}
    </Dialog>
  );
}

function MemberList({ conversation }: { conversation: Conversation }) {
  const { members, more } = useMembers(conversation);
  return (
    <>
      <ul aria-label="Members" className="divide-y divide-line">
        {members.map((member) => (
          <MemberRow key={member.person.id} member={member} conversation={conversation} />
        ))}
      </ul>
      {more.hasMore && (
        <p className="pt-3 text-center">
          <Button size="small" busy={more.loadingMore} onClick={more.loadMore}>
            {more.moreProblem ? "Try again" : "Show more"}
          </Button>
        </p>
      )}
    </>
  );
}

function MemberRow({ member, conversation }: { member: Member; conversation: Conversation }) {
  const me = useMe()?.id;
  const { person, role } = member;
  const muted = useMuted(member);
  return (
    <li className="flex items-center gap-3 py-2">
      <Face person={person} />
      <span className="min-w-0 grow">
        <bdi className="block truncate text-body font-[550]">{person.display_name}</bdi>
        <span className="block truncate text-note text-faint">
          @{person.username} {WORDS[role] && `· ${WORDS[role]}`}
        </span>
        {muted && <span className="block text-note text-faint">{muteWords(member)}</span>}
      </span>
      {person.id !== me && <MemberMenu {...{ conversation, member, muted }} />}
    </li>
  );
}

/** Until when somebody may not write. */
function muteWords({ muted_until }: Member): string {
  return muted_until ? `May write again ${until(muted_until, Date.now())}` : "May not write for now";
}

function Add({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { add } = useConversationActions();
  return (
    <div className="mt-3 border-t border-line pt-4">
      <PeoplePicker
        without={new Set(conversation.members.map((member) => member.person.id))}
        onPick={(person) =>
          void attempt(() => add(conversation.id, person.id)).then((done) => done && onDone())
        }
      />
    </div>
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
