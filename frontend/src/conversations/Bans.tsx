import { attempt } from "../account/attempt";
import type { BannedPerson } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { exactly } from "../ui/time";
import { countOf } from "../ui/words";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";
import { useBans } from "./members";

/** Who may not be in it, for who looks after it; nothing when there is nobody. */
export function Bans({ conversation }: { conversation: Conversation }) {
  const { bans, status, problem, retry } = useBans(conversation.id);
  if (status === "failed") {
    return (
      <p role="status" className="mt-4 flex items-center gap-2 text-note text-soft">
        Who is banned did not come. {problem?.message}
        <Button look="plain" size="small" className="underline" onClick={retry}>
          Try again
        </Button>
      </p>
    );
  }
  if (bans.length === 0) return null;
  return (
    <details className="mt-4 border-t border-line pt-3">
      <summary className="min-h-9 rounded-small text-body text-soft">
        {countOf(bans.length, "person is", "people are")} banned
      </summary>
      <ul className="divide-y divide-line">
        {bans.map((ban) => (
          <Banned key={ban.person.id} ban={ban} conversation={conversation} />
        ))}
      </ul>
    </details>
  );
}

function Banned({ ban: { person, until }, conversation }: { ban: BannedPerson; conversation: Conversation }) {
  const { unban } = useConversationActions();
  return (
    <li className="flex items-center gap-3 py-2">
      <Avatar person={person} />
      <span className="min-w-0 grow">
        <bdi className="block truncate text-body font-[550]">{person.display_name}</bdi>
        <span className="block truncate text-note text-faint">
          {until ? `until ${exactly(until)}` : "until it is lifted"}
        </span>
      </span>
      <Button
        size="small"
        aria-label={`Lift the ban of ${person.display_name}`}
        onClick={() => void attempt(() => unban(conversation.id, person.id))}
      >
        Lift the ban
      </Button>
    </li>
  );
}
