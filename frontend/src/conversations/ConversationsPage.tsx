import { Navigate } from "@tanstack/react-router";
import { MessageSquarePlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMe } from "../account/session";
import { PageHead } from "../app/PageHead";
import { Button, ButtonLink } from "../ui/Button";
import { SubNav } from "../ui/SubNav";
import { Empty, Failed } from "../ui/states";
import { ConversationList, ListSkeleton } from "./ConversationList";
import { type Conversations, useConversations } from "./data";

const NewConversation = lazy(async () => ({ default: (await import("./NewConversation")).NewConversation }));

export const talkLinks = [
  { to: "/conversations", name: "Yours" },
  { to: "/rooms", name: "Rooms" },
] as const;

/** Whom one talks with. */
export function ConversationsPage() {
  const me = useMe();
  if (!me) return <Navigate to="/login" search={{ next: "/conversations" }} replace />;
  return <Talk />;
}

function Talk() {
  const list = useConversations();
  const [beginning, setBeginning] = useState(false);
  return (
    <>
      <PageHead title="Talk" fresh={list.unread}>
        <Button size="small" icon={MessageSquarePlus} onClick={() => setBeginning(true)}>
          New
        </Button>
      </PageHead>
      <SubNav label="Talk" links={talkLinks} />
      <List list={list} onBegin={() => setBeginning(true)} />
      {beginning && (
        <Suspense>
          <NewConversation onClose={() => setBeginning(false)} />
        </Suspense>
      )}
    </>
  );
}

function List({ list, onBegin }: { list: Conversations; onBegin: () => void }) {
  if (list.status === "loading") return <ListSkeleton />;
  if (list.conversations.length > 0) return <ConversationList conversations={list.conversations} />;
  if (list.status === "failed") {
    return (
      <Failed title="Your conversations did not come" onRetry={list.retry}>
        {list.problem?.message}
      </Failed>
    );
  }
  return (
    <Empty
      action={
        <span className="flex gap-2">
          <Button onClick={onBegin}>Write to somebody</Button>
          <ButtonLink to="/rooms" look="plain">
            Look into the rooms
          </ButtonLink>
        </span>
      }
    >
      You have not talked with anybody yet.
    </Empty>
  );
}
