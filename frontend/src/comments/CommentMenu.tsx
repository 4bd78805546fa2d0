import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../account/session";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
import { type CommentRow, useCommentActions } from "./data";

/** Editing and deleting, for who may; nothing for anybody else. */
export function CommentMenu({ comment, onEdit }: { comment: CommentRow; onEdit: () => void }) {
  const [asking, setAsking] = useState(false);
  const { remove } = useCommentActions();
  const me = useMe();
  const mine = me?.id === comment.author.id;
  if (!mine && me?.role !== "admin") return null;
  const entries: MenuEntry[] = [
    ...(mine ? [{ label: "Edit", icon: Pencil, onPick: onEdit }] : []),
    { label: "Delete", icon: Trash2, danger: true, onPick: () => setAsking(true) },
  ];
  return (
    <>
      <Menu size={16} entries={entries} />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this comment?"
        action="Delete"
        onConfirm={() => remove(comment)}
      >
        Its replies stay. This cannot be taken back.
      </Confirm>
    </>
  );
}
