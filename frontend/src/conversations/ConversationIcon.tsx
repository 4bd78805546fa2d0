import { Hash, UsersRound } from "lucide-react";
import { useMe } from "../account/session";
import { Face } from "../presence/Face";
import { tintOf } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import type { Conversation } from "./data";
import { otherOf } from "./titles";

/** The other one's face; for several people a sign on a stone of its own. */
export function ConversationIcon({ conversation }: { conversation: Conversation }) {
  const other = otherOf(conversation, useMe()?.id);
  if (other) return <Face person={other} />;
  return (
    <span
      className={`inline-flex size-9 shrink-0 items-center justify-center rounded-full bg-(--tint) text-(--ink) ${tintOf(conversation.id)}`}
    >
      <Icon of={conversation.kind === "room" ? Hash : UsersRound} size={18} />
    </span>
  );
}
