import { Link } from "@tanstack/react-router";
import { Maximize2, X } from "lucide-react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { Icon } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { ConversationIcon } from "./ConversationIcon";
import { ConversationView } from "./ConversationView";
import { useConversation } from "./data";
import { MessageBars } from "./dividers";
import { openDock } from "./dock";
import { titleOf } from "./titles";

/** A conversation at the foot of a wide window, beside whatever one reads. Escape closes it. */
export function Dock({ id }: { id: Id }) {
  const { conversation } = useConversation(id);
  const me = useMe()?.id;
  const title = conversation ? titleOf(conversation, me) : "Conversation";
  return (
    <section
      aria-label={`Talk: ${title}`}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && openDock(undefined)}
      className="fixed right-6 bottom-0 z-20 hidden h-[min(34rem,80dvh)] w-[23rem] animate-appear flex-col overflow-hidden rounded-t-panel border border-b-0 border-line bg-surface shadow-float full:flex"
    >
      <header className="flex min-h-13 items-center gap-2 border-b border-line bg-raised pr-1 pl-3">
        {conversation && <ConversationIcon conversation={conversation} />}
        <p className="min-w-0 grow truncate font-title text-body font-[600]">{title}</p>
        <Link
          to="/conversations/$conversation"
          params={{ conversation: id }}
          aria-label="Open it as a page"
          title="Open it as a page"
          className="inline-flex size-10 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text"
        >
          <Icon of={Maximize2} size={16} />
        </Link>
        <IconButton icon={X} size={18} label="Close" edge onClick={() => openDock(undefined)} />
      </header>
      {conversation ? <ConversationView conversation={conversation} /> : <MessageBars rows={4} />}
    </section>
  );
}
