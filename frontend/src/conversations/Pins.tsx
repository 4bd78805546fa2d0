import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, PinOff } from "lucide-react";
import { useMe } from "../account/session";
import { Avatar } from "../ui/Avatar";
import { Dialog } from "../ui/Dialog";
import { IconButton } from "../ui/IconButton";
import { Prose } from "../ui/Prose";
import { RelativeTime } from "../ui/RelativeTime";
import { Empty, Failed } from "../ui/states";
import { useMessageActions } from "./actions";
import type { Conversation } from "./data";
import { MessageBars } from "./dividers";
import type { MessageRow } from "./messages";
import { usePins } from "./pins";
import { mayPin } from "./rights";

/** What a conversation keeps in sight. */
export function Pins({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { pins, status, problem, retry } = usePins(conversation.id);
  const navigate = useNavigate();
  const go = (message: MessageRow) => {
    onClose();
    const params = { conversation: conversation.id };
    void navigate({ to: "/conversations/$conversation", params, search: { message: message.id } });
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Pinned messages">
      {status === "loading" && <MessageBars rows={2} />}
      {status === "failed" && (
        <Failed title="The pins did not come" onRetry={retry}>
          {problem?.message}
        </Failed>
      )}
      {status === "ready" && pins.length === 0 && (
        <Empty>Nothing is pinned here. A message is pinned from its menu.</Empty>
      )}
      {pins.length > 0 && (
        <ul className="divide-y divide-line">
          {pins.map((message) => (
            <Pinned key={message.id} message={message} conversation={conversation} onGo={() => go(message)} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

type PinnedProps = { message: MessageRow; conversation: Conversation; onGo: () => void };

function Pinned({ message, conversation, onGo }: PinnedProps) {
  const { pin } = useMessageActions();
  const { author, created_at } = message;
  const may = mayPin(conversation, useMe());
  return (
    <li className="flex gap-3 py-3 first:pt-0">
      <Avatar person={author} />
      <div className="min-w-0 grow">
        <p className="flex items-baseline gap-2">
          <bdi className="truncate text-body font-[600]">{author.display_name}</bdi>
          <span className="shrink-0 text-note text-soft">
            <RelativeTime at={created_at} />
          </span>
        </p>
        {message.blocked ? (
          <p className="text-body text-faint italic">From somebody you blocked.</p>
        ) : (
          <Prose html={message.html} className="max-h-32 overflow-hidden text-body leading-6" />
        )}
      </div>
      <span className="flex shrink-0">
        {may && (
          <IconButton
            icon={PinOff}
            size={18}
            label={`Take the pin off what ${author.display_name} said`}
            edge
            onClick={() => pin(message, false)}
          />
        )}
        <IconButton
          icon={ArrowRight}
          size={18}
          label={`Go to what ${author.display_name} said`}
          edge
          onClick={onGo}
        />
      </span>
    </li>
  );
}
