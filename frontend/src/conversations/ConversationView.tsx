import { X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { Button } from "../ui/Button";
import { IconButton } from "../ui/IconButton";
import { Empty, Failed } from "../ui/states";
import { plainText } from "../ui/words";
import { Announcer } from "./Announcer";
import { useMessageActions } from "./actions";
import { Composer } from "./Composer";
import { type Conversation, useTyping } from "./data";
import { MessageBars } from "./dividers";
import { MessageList, type MessageListHandle } from "./MessageList";
import { type MessageRow, type Messages, useMessages } from "./messages";
import { useMuted } from "./mutes";
import { useJump } from "./useJump";
import { Writers } from "./Writers";

type ConversationViewProps = {
  conversation: Conversation;
  /** A message to go to. */
  message?: Id | undefined;
};

/** The messages of a conversation and where one writes: what page and dock have in common. */
export function ConversationView({ conversation, message: wanted }: ConversationViewProps) {
  const list = useMessages(conversation.id, wanted);
  const messages = useRef<MessageListHandle>(null);
  const composer = useRef<{ focus(): void }>(null);
  const [answering, setAnswering] = useState<Id>();
  const [editing, setEditing] = useState<Id>();
  const typing = useTyping();
  const { send } = useMessageActions();
  const show = useCallback((id: Id) => messages.current?.show(id) ?? false, []);
  const { to: jumpTo, under: jumping } = useJump(list, show);
  // Where one was before one followed an answer back.
  const [left, setLeft] = useState<Id>();
  const me = useMe();
  const muted = useMuted(conversation);
  const { id } = conversation;
  useEffect(() => () => typing.rest(id), [typing, id]);

  const ready = list.status === "ready";
  const go = useEffectEvent(jumpTo);
  useEffect(() => {
    if (ready && wanted !== undefined) go(wanted);
  }, [ready, wanted]);

  const speak = (body: string) => {
    send(id, { body, ...(answering !== undefined && { reply_to: answering }) });
    typing.rest(id);
    setAnswering(undefined);
    requestAnimationFrame(() => messages.current?.toNow());
  };
  // What every row is given stays the same: with each page that comes all of them would be drawn anew.
  const answer = useCallback((message: Id) => {
    setAnswering(message);
    composer.current?.focus();
  }, []);
  const edit = useCallback((message: Id | undefined) => {
    setEditing(message);
    if (message === undefined) composer.current?.focus();
  }, []);
  const follow = useCallback(
    (to: Id, from: Id) => {
      setLeft(from);
      jumpTo(to);
    },
    [jumpTo],
  );
  const editLast = () => {
    if (!list.atNow) return;
    const last = list.messages.findLast((message) => message.author.id === me?.id && !message.deleted);
    if (last && messages.current?.show(last.id)) setEditing(last.id);
  };

  return (
    <div className="flex min-h-0 grow flex-col">
      <Body list={list} jumping={jumping} onStart={() => composer.current?.focus()}>
        <MessageList
          // Another conversation begins at its own end.
          key={id}
          handle={messages}
          conversation={conversation}
          list={list}
          jumping={jumping}
          editing={editing}
          onEdit={edit}
          onReply={answer}
          onJump={follow}
          onBack={
            left === undefined
              ? undefined
              : () => {
                  setLeft(undefined);
                  jumpTo(left);
                }
          }
          onNow={() => setLeft(undefined)}
        />
      </Body>
      <div className="px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] wide:px-5">
        <Writers conversation={conversation} />
        {answering && !muted && (
          <Answering list={list} id={answering} onDrop={() => setAnswering(undefined)} />
        )}
        {muted ? (
          <p className="rounded-control bg-shade px-4 py-3 text-body text-soft">
            Whoever looks after this conversation has muted you for now. You can read along.
          </p>
        ) : (
          <Composer
            key={id}
            handle={composer}
            label="Message"
            placeholder="Write a message"
            conversation={conversation}
            draftKey={`conversation.${id}`}
            onSend={speak}
            onWriting={(writing) => (writing ? typing.write(id) : typing.rest(id))}
            onUp={editLast}
            {...(answering && { onCancel: () => setAnswering(undefined) })}
          />
        )}
      </div>
      <Announcer messages={list.atNow ? list.messages : NONE} />
    </div>
  );
}

const NONE: readonly MessageRow[] = [];

type BodyProps = { list: Messages; jumping: boolean; onStart: () => void; children: ReactNode };

function Body({ list, jumping, onStart, children }: BodyProps) {
  if (list.status === "loading") {
    return (
      <div className="flex min-h-0 grow flex-col justify-end overflow-hidden">
        <MessageBars />
      </div>
    );
  }
  if (list.messages.length > 0) {
    return (
      <div aria-busy={jumping} className="flex min-h-0 grow flex-col">
        {children}
      </div>
    );
  }
  return (
    <div className="flex min-h-0 grow flex-col justify-center overflow-y-auto">
      {list.status === "failed" ? (
        <Failed title="The messages did not come" onRetry={list.retry}>
          {list.problem?.message}
        </Failed>
      ) : (
        <Empty action={<Button onClick={onStart}>Say hello</Button>}>
          Nobody has said anything here yet.
        </Empty>
      )}
    </div>
  );
}

/** What is being answered, above the text. */
function Answering({ list, id, onDrop }: { list: Messages; id: Id; onDrop: () => void }) {
  const message = list.messages.find((each) => each.id === id);
  if (!message) return null;
  return (
    <p className="mb-1.5 flex items-center gap-2 rounded-control bg-shade py-1 pr-1 pl-3 text-note">
      <span className="min-w-0 grow truncate">
        Answer to <bdi className="font-[550]">{message.author.display_name}</bdi>:{" "}
        <span className="text-soft">{plainText(message.html, 120)}</span>
      </span>
      <IconButton icon={X} size={16} label="No answer" edge className="size-8" onClick={onDrop} />
    </p>
  );
}
