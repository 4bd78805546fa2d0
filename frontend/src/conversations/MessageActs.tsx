import { Copy, Pencil, Pin, PinOff, Reply, SmilePlus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../account/session";
import { Confirm } from "../ui/Confirm";
import { IconButton } from "../ui/IconButton";
import { Menu, type MenuEntry } from "../ui/Menu";
import { say } from "../ui/Toasts";
import { useMessageActions } from "./actions";
import type { Conversation } from "./data";
import type { MessageRow } from "./messages";
import { ReactionPicker } from "./ReactionPicker";
import { mayModerate, mayPin } from "./rights";

type MessageActsProps = {
  message: MessageRow;
  conversation: Conversation;
  onReply: () => void;
  onEdit: () => void;
};

/**
 * What one can do with a message. It shows while a mouse or the keyboard is on the message; where one touches, the three
 * dots are always there, and they lead to everything.
 */
export function MessageActs({ message, conversation, onReply, onEdit }: MessageActsProps) {
  const [picking, setPicking] = useState(false);
  const [asking, setAsking] = useState(false);
  const { react, remove, pin } = useMessageActions();
  const me = useMe();
  const mine = me?.id === message.author.id;
  const moderates = mayModerate(conversation, me);

  const copy = () =>
    navigator.clipboard.writeText(message.body).then(
      () => say({ words: "Text copied." }),
      () => say({ words: "Your browser does not let the page copy." }),
    );
  const entries: MenuEntry[] = [
    { label: "React", icon: SmilePlus, onPick: () => setPicking(true) },
    { label: "Answer", icon: Reply, onPick: onReply },
    { label: "Copy the text", icon: Copy, onPick: () => void copy() },
    ...(mine ? [{ label: "Edit", icon: Pencil, onPick: onEdit }] : []),
    ...(mayPin(conversation, me)
      ? [
          {
            label: message.pinned ? "Take the pin off" : "Pin",
            icon: message.pinned ? PinOff : Pin,
            onPick: () => pin(message, !message.pinned),
          },
        ]
      : []),
    ...(mine || moderates
      ? [{ label: "Delete", icon: Trash2, danger: true, onPick: () => setAsking(true) }]
      : []),
  ];

  return (
    <div
      className={`absolute -top-3 right-3 z-10 flex rounded-control border border-line bg-raised transition-opacity wide:right-5 pointer-coarse:top-0.5 pointer-coarse:border-transparent pointer-coarse:bg-transparent ${picking ? "" : "opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100 has-[[data-popup-open]]:opacity-100 pointer-coarse:opacity-70"}`}
    >
      <span className="flex pointer-coarse:hidden">
        <IconButton
          icon={SmilePlus}
          size={16}
          label="React"
          className="size-8"
          onClick={() => setPicking(true)}
        />
        <IconButton icon={Reply} size={16} label="Answer" className="size-8" onClick={onReply} />
      </span>
      <Menu size={16} entries={entries} />
      {picking && (
        <ReactionPicker
          onPick={(emoji) => {
            const known = message.reactions.find((each) => each.emoji === emoji);
            react(message, emoji, !known?.mine);
            setPicking(false);
          }}
          onClose={() => setPicking(false)}
        />
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this message?"
        action="Delete"
        onConfirm={() => remove(message)}
      >
        Its place stays, its words do not. This cannot be taken back.
      </Confirm>
    </div>
  );
}
