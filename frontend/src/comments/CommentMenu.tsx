import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../account/session";
import { Confirm } from "../ui/Dialog";
import { IconButton } from "../ui/IconButton";
import { Menu, MenuItem } from "../ui/Menu";
import { type CommentRow, useCommentActions } from "./data";

/** Editing and deleting, for who may; nothing for anybody else. */
export function CommentMenu({ comment, onEdit }: { comment: CommentRow; onEdit: () => void }) {
  const [asking, setAsking] = useState(false);
  const { remove } = useCommentActions();
  const me = useMe();
  const mine = me?.id === comment.author.id;
  if (!mine && me?.role !== "admin") return null;
  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} size={16} label="More" className="size-9" />}>
        {mine && (
          <MenuItem icon={Pencil} onClick={onEdit}>
            Edit
          </MenuItem>
        )}
        <MenuItem icon={Trash2} danger onClick={() => setAsking(true)}>
          Delete
        </MenuItem>
      </Menu>
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
