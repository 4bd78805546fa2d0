import { Pin } from "lucide-react";
import { lazy, memo, Suspense, useState } from "react";
import type { Id, Time } from "../api/types";
import { SendingNote } from "../posts/SendingNote";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { PlainProse } from "../ui/Prose";
import { touches } from "../ui/pointer";
import { clock, exactly } from "../ui/time";
import { useMessageActions } from "./actions";
import { Composer } from "./Composer";
import type { Conversation } from "./data";
import { MessageActs } from "./MessageActs";
import type { MessageRow } from "./messages";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";

const MessageHistory = lazy(async () => ({ default: (await import("./MessageHistory")).MessageHistory }));

type MessageItemProps = {
  message: MessageRow;
  /** Whether it says whose it is. */
  head: boolean;
  /** It was just jumped to. */
  lit: boolean;
  conversation: Conversation;
  editing: boolean;
  /** Which one to edit; none any more. */
  onEdit: (id: Id | undefined) => void;
  onReply: (id: Id) => void;
  /** To the message this one answers, and from where. */
  onJump: (to: Id, from: Id) => void;
};

/** One message: whose, when, what, and what others think of it. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { message, head, lit, conversation, editing, onEdit, onReply, onJump } = props;
  const silent = message.deleted || message.blocked;
  // The acts are made once a mouse or the keyboard comes near: dozens of them a screen are felt when it scrolls.
  const [near, setNear] = useState(touches);
  return (
    <article
      aria-label={`${message.author.display_name}, ${clock(message.created_at)}`}
      tabIndex={-1}
      data-stop
      data-stop-area
      data-message={message.id}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      className={`group/message relative flex gap-3 px-4 wide:px-6 ${head ? "pt-2.5" : "pt-0.5"} pb-0.5 transition-colors duration-200 hover:bg-shade/40 focus-visible:-outline-offset-2 ${lit ? "animate-lit" : ""}`}
    >
      <div className="w-9 shrink-0">
        {head ? (
          <Avatar person={message.author} />
        ) : (
          <time
            dateTime={message.created_at}
            title={exactly(message.created_at)}
            className="hidden pt-1 text-[0.6875rem] leading-4 text-faint group-focus-within/message:block group-hover/message:block"
          >
            {clock(message.created_at)}
          </time>
        )}
      </div>
      <div className="min-w-0 grow">
        {head && <Head message={message} />}
        {message.reply_to && (
          <Quote
            id={message.reply_to}
            conversation={conversation.id}
            onJump={(id) => onJump(id, message.id)}
          />
        )}
        {editing ? (
          <Edit message={message} conversation={conversation} onDone={() => onEdit(undefined)} />
        ) : (
          <Words message={message} />
        )}
        {!silent && <Reactions message={message} />}
        {message.sending && <SendingNote sending={message.sending} />}
      </div>
      {!silent && !editing && near && (
        <MessageActs
          message={message}
          conversation={conversation}
          onReply={() => onReply(message.id)}
          onEdit={() => onEdit(message.id)}
        />
      )}
    </article>
  );
});

function Head({ message }: { message: MessageRow }) {
  const { author, created_at, pinned } = message;
  return (
    <p className="flex items-baseline gap-2">
      {author.username === "" ? (
        <span className="truncate text-body italic">{author.display_name}</span>
      ) : (
        // A plain link, which the list follows: hundreds of routed ones are felt.
        <a
          href={`/people/@${author.username}`}
          dir="auto"
          className="truncate rounded-small text-body font-[600] hover:underline hover:underline-offset-3"
        >
          {author.display_name}
        </a>
      )}
      <time dateTime={created_at} title={exactly(created_at)} className="shrink-0 text-note text-faint">
        {clock(created_at)}
      </time>
      {pinned && (
        <span className="inline-flex items-center gap-1 text-note text-soft">
          <Icon of={Pin} size={14} />
          pinned
        </span>
      )}
    </p>
  );
}

function Words({ message }: { message: MessageRow }) {
  if (message.deleted) return <p className="text-body text-faint italic">This message was deleted.</p>;
  if (message.blocked) return <p className="text-body text-faint italic">From somebody you blocked.</p>;
  return (
    <>
      <PlainProse html={message.html} className="text-body leading-6" />
      {message.edited_at && <Edited message={message} at={message.edited_at} />}
    </>
  );
}

/** Leads to what it said before. */
function Edited({ message, at }: { message: MessageRow; at: Time }) {
  const [looking, setLooking] = useState(false);
  return (
    <>
      <button
        type="button"
        title={exactly(at)}
        aria-label={`edited ${exactly(at)}: what it said before`}
        onClick={() => setLooking(true)}
        className="rounded-small text-note text-faint hover:text-text hover:underline hover:underline-offset-3"
      >
        edited
      </button>
      {looking && (
        <Suspense>
          <MessageHistory message={message.id} onClose={() => setLooking(false)} />
        </Suspense>
      )}
    </>
  );
}

type EditProps = { message: MessageRow; conversation: Conversation; onDone: () => void };

/** In its place: Enter saves, Escape leaves it as it was. */
function Edit({ message, conversation, onDone }: EditProps) {
  const { edit } = useMessageActions();
  return (
    <Composer
      label="Edit your message"
      conversation={conversation}
      first={message.body}
      onSend={(body) => {
        if (body !== message.body) edit(message, body);
        onDone();
      }}
      onCancel={onDone}
    />
  );
}
