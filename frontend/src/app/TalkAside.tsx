import { ConversationList } from "../conversations/ConversationList";
import { useConversations } from "../conversations/data";
import { ButtonLink } from "../ui/Button";

/** Beside a conversation on a wide window: the others. */
export function TalkAside() {
  const { conversations } = useConversations();
  return (
    <aside
      aria-label="Your conversations"
      className="sticky top-(--top) flex h-[calc(100dvh-var(--top))] flex-col gap-3 overflow-y-auto py-4 pr-1"
    >
      <p className="flex items-center justify-between px-2">
        <span className="font-title text-read font-[560]">Talk</span>
        <ButtonLink to="/conversations" look="plain" size="small">
          All
        </ButtonLink>
      </p>
      <ConversationList conversations={conversations} narrow />
    </aside>
  );
}
