import { attempt } from "../account/attempt";
import type { Level } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";

const levels: readonly { level: Level; label: string; hint: string }[] = [
  { level: "all", label: "Everything", hint: "Every message counts as unread until you have seen it." },
  { level: "mentions", label: "When I am mentioned", hint: "Others are there when you look." },
  { level: "none", label: "Nothing", hint: "It is quiet until you go there." },
];

/** Of which messages one wants to hear. Holds in every browser. */
export function LevelChoice({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { tell } = useConversationActions();
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="What to tell you of">
      <fieldset className="grid gap-2">
        <legend className="sr-only">Which messages of this conversation you hear of</legend>
        {levels.map(({ level, label, hint }) => (
          <label
            key={level}
            data-pick
            className="flex min-h-11 flex-col gap-0.5 rounded-control border border-edge/60 px-3 py-2.5 text-soft transition-colors hover:bg-shade has-checked:border-text has-checked:bg-shade has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool"
          >
            <input
              type="radio"
              name="level"
              className="sr-only"
              checked={conversation.level === level}
              onChange={() => void attempt(() => tell(conversation.id, level))}
            />
            <span className="text-body text-text font-[550]">{label}</span>
            <span className="text-note">{hint}</span>
          </label>
        ))}
      </fieldset>
    </Dialog>
  );
}
