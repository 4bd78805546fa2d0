import { useRouter } from "@tanstack/react-router";
import { Ellipsis, History, Link2, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../account/session";
import { Confirm } from "../ui/Dialog";
import { IconButton } from "../ui/IconButton";
import { Menu, MenuItem } from "../ui/Menu";
import { say } from "../ui/Toasts";
import { type PostRow, usePostActions } from "./data";

/** Everything else one can do to a post. `onEdit` is there where it can be edited in place. */
export function PostMenu({ post, onEdit }: { post: PostRow; onEdit?: (() => void) | undefined }) {
  const [asking, setAsking] = useState(false);
  const { remove } = usePostActions();
  const router = useRouter();
  const me = useMe();
  const mine = me?.id === post.author.id;
  const here = { to: "/posts/$post", params: { post: post.id } } as const;

  const copy = async () => {
    const address = new URL(router.buildLocation(here).href, window.location.origin).href;
    try {
      await navigator.clipboard.writeText(address);
      say({ words: "Link copied." });
    } catch {
      say({ words: "Your browser does not let the page copy. The link is in the address bar." });
    }
  };
  const discard = () => {
    remove(post.id);
    say({ words: "Post deleted." });
    if (router.state.location.pathname.startsWith("/posts/")) void router.navigate({ to: "/" });
  };

  return (
    <>
      <Menu trigger={<IconButton icon={Ellipsis} label="More" className="relative -mt-0.5 -mr-2" />}>
        <MenuItem icon={Link2} onClick={() => void copy()}>
          Copy link
        </MenuItem>
        {post.edited_at && (
          <MenuItem
            icon={History}
            onClick={() => void router.navigate({ to: "/posts/$post/history", params: here.params })}
          >
            Earlier versions
          </MenuItem>
        )}
        {mine && onEdit && (
          <MenuItem icon={Pencil} onClick={onEdit}>
            Edit
          </MenuItem>
        )}
        {(mine || me?.role === "admin") && (
          <MenuItem icon={Trash2} danger onClick={() => setAsking(true)}>
            Delete
          </MenuItem>
        )}
      </Menu>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this post?"
        action="Delete"
        onConfirm={discard}
      >
        Its comments go with it. This cannot be taken back.
      </Confirm>
    </>
  );
}
