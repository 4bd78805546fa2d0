import { Link } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import { useMe } from "../account/session";
import { Icon } from "../ui/Icon";
import { RelativeTime } from "../ui/RelativeTime";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { Count } from "../ui/SubNav";
import { plainText } from "../ui/words";
import { ConversationIcon } from "./ConversationIcon";
import { type Conversation, useWriters } from "./data";
import { titleOf } from "./titles";
import { WritersWords } from "./Writers";

/** One's conversations, newest activity first. `narrow`: beside another page. */
export function ConversationList({
  conversations,
  narrow = false,
}: {
  conversations: Conversation[];
  narrow?: boolean;
}) {
  return (
    <ul className={narrow ? "space-y-0.5" : "divide-y divide-line border-b border-line"}>
      {conversations.map((conversation) => (
        <li key={conversation.id} data-stop-area>
          <Link
            to="/conversations/$conversation"
            params={{ conversation: conversation.id }}
            data-stop
            className={`flex items-center gap-3 transition-colors hover:bg-shade/50 focus-visible:-outline-offset-2 data-[status=active]:bg-shade ${narrow ? "rounded-control px-2 py-2" : "px-4 py-3 wide:px-6"}`}
          >
            <ConversationIcon conversation={conversation} />
            <Summary conversation={conversation} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Summary({ conversation }: { conversation: Conversation }) {
  const me = useMe()?.id;
  const { last_message: last, unread, level } = conversation;
  const quiet = level !== "all";
  const fresh = unread > 0 && !quiet;
  return (
    <span className="min-w-0 grow">
      <span className="flex items-baseline gap-2">
        <bdi className={`min-w-0 grow truncate text-body ${fresh ? "font-[650]" : "font-[550]"}`}>
          {titleOf(conversation, me)}
        </bdi>
        {last && (
          <span className="shrink-0 text-note text-soft">
            <RelativeTime at={last.created_at} />
          </span>
        )}
      </span>
      <span className="flex min-h-5 items-center gap-2">
        <span className={`min-w-0 grow truncate text-note ${fresh ? "text-text" : "text-soft"}`}>
          <Preview conversation={conversation} me={me} />
        </span>
        {level === "none" && <Icon of={BellOff} size={14} className="text-faint" />}
        {unread > 0 && <span className="sr-only">{unread} unread</span>}
        <span aria-hidden="true" className="contents">
          <Count of={unread} quiet={quiet} />
        </span>
      </span>
    </span>
  );
}

/** Who is writing, or what was said last. */
function Preview({ conversation, me }: { conversation: Conversation; me: string | undefined }) {
  const writers = useWriters(conversation.id);
  const last = conversation.last_message;
  if (writers.length > 0) {
    return (
      <span className="flex items-center gap-1.5 text-calm">
        <WritersWords conversation={conversation} />
      </span>
    );
  }
  if (!last) return "Nobody has said anything yet.";
  if (last.deleted) return "A message was deleted.";
  if (last.blocked) return "From somebody you blocked.";
  const who =
    last.author.id === me ? "You: " : conversation.kind === "direct" ? "" : `${last.author.display_name}: `;
  return who + plainText(last.html, 140);
}

export function ListSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Loading label="Loading your conversations">
      <ul>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <li key={row} className="flex items-center gap-3 px-4 py-3 wide:px-6">
            <Disc className="size-9" />
            <div className="grow space-y-2">
              <Bar className="w-2/5" />
              <Bar className="w-3/4" />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
