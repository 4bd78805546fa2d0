import { CornerDownRight } from "lucide-react";
import type { Id, Message } from "../api/types";
import { useNames } from "../people/names";
import { Icon } from "../ui/Icon";
import { plainText } from "../ui/words";
import { useQuoted } from "./quoted";

/** What a message answers, in one line; pressing it goes there. */
export function Quote({ id, conversation, onJump }: { id: Id; conversation: Id; onJump: (id: Id) => void }) {
  const answered = useQuoted(conversation, id);
  const names = useNames(answered && answered.author.id !== "" ? [answered.author.id] : []);
  const name = answered && (names.get(answered.author.id) ?? answered.author).display_name;
  const words = answered && wordsOf(answered);
  return (
    <button
      type="button"
      onClick={() => onJump(id)}
      className="mb-0.5 flex max-w-full items-center gap-1.5 rounded-small text-left text-note text-soft hover:text-text"
    >
      <Icon of={CornerDownRight} size={14} className="text-faint" />
      <span className="sr-only">Answer to </span>
      {name && <bdi className="shrink-0 font-[550]">{name}</bdi>}
      <span className="truncate">{words ?? "an earlier message"}</span>
    </button>
  );
}

function wordsOf(message: Message): string {
  if (message.deleted) return "a deleted message";
  return message.blocked ? "from somebody you blocked" : plainText(message.html, 120);
}
