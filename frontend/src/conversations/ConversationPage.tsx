import { Link, Navigate, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { PageHead } from "../app/PageHead";
import { CallButtons } from "../calls/CallButtons";
import { LastSeen } from "../presence/LastSeen";
import { ButtonLink } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Empty, Failed } from "../ui/states";
import { countOf } from "../ui/words";
import { ConversationIcon } from "./ConversationIcon";
import { ConversationMenu } from "./ConversationMenu";
import { ConversationView } from "./ConversationView";
import { type Conversation, useConversation } from "./data";
import { MessageBars } from "./dividers";
import { otherOf, titleOf } from "./titles";

/** One conversation, as tall as the window; on a phone it is all there is. */
export function ConversationPage() {
  const me = useMe();
  const { conversation } = useParams({ from: "/conversations/$conversation" });
  if (!me) return <Navigate to="/login" search={{ next: `/conversations/${conversation}` }} replace />;
  return <One id={conversation} />;
}

function One({ id }: { id: Id }) {
  const { message } = useSearch({ from: "/conversations/$conversation" });
  const { conversation, list } = useConversation(id);
  const me = useMe()?.id;
  if (conversation) {
    return (
      <div className="flex h-[calc(100dvh-var(--top))] flex-col">
        <PageHead title={titleOf(conversation, me)} hidden fresh={list.unread} />
        <Head conversation={conversation} />
        <ConversationView conversation={conversation} message={message} />
      </div>
    );
  }
  if (conversation === undefined && list.status !== "failed") {
    return (
      <div className="pt-16">
        <MessageBars />
      </div>
    );
  }
  return (
    <div className="pt-10">
      <PageHead title="No such conversation" hidden />
      {list.status === "failed" ? (
        <Failed title="The conversation did not come" onRetry={list.retry}>
          {list.problem?.message}
        </Failed>
      ) : (
        <Empty action={<ButtonLink to="/conversations">Your conversations</ButtonLink>}>
          There is no such conversation, or you are not in it any more.
        </Empty>
      )}
    </div>
  );
}

function Head({ conversation }: { conversation: Conversation }) {
  const me = useMe()?.id;
  const other = otherOf(conversation, me);
  const title = titleOf(conversation, me);
  return (
    <header className="flex min-h-14 items-center gap-2 border-b border-line px-2 wide:px-5">
      <Link
        to="/conversations"
        aria-label="Back to your conversations"
        className="inline-flex size-10 shrink-0 items-center justify-center rounded-control text-soft hover:bg-shade hover:text-text full:hidden"
      >
        <Icon of={ArrowLeft} />
      </Link>
      <ConversationIcon conversation={conversation} />
      <div className="min-w-0 grow pl-1">
        {other ? (
          <Link
            to="/people/$who"
            params={{ who: `@${other.username}` }}
            className="block truncate rounded-small font-title text-read leading-6 font-[600] hover:underline hover:underline-offset-3"
          >
            {title}
          </Link>
        ) : (
          <p className="truncate font-title text-read leading-6 font-[600]">{title}</p>
        )}
        <p className="truncate text-note leading-4 text-faint">
          {other ? (
            <>
              @{other.username}
              <LastSeen person={other} />
            </>
          ) : (
            (conversation.description ?? countOf(conversation.member_count, "member"))
          )}
        </p>
      </div>
      {other && <CallButtons conversation={conversation.id} other={other} />}
      <ConversationMenu conversation={conversation} />
    </header>
  );
}
