import { useRouter } from "@tanstack/react-router";
import { History, Link2, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMe } from "../account/session";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
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

  const entries: MenuEntry[] = [{ label: "Copy link", icon: Link2, onPick: () => void copy() }];
  if (post.edited_at) {
    const { params } = here;
    const onPick = () => void router.navigate({ to: "/posts/$post/history", params });
    entries.push({ label: "Earlier versions", icon: History, onPick });
  }
  if (mine && onEdit) entries.push({ label: "Edit", icon: Pencil, onPick: onEdit });
  if (mine || me?.role === "admin") {
    entries.push({ label: "Delete", icon: Trash2, danger: true, onPick: () => setAsking(true) });
  }

  return (
    <div className="relative -mt-0.5 -mr-2">
      <Menu entries={entries} />
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete this post?"
        action="Delete"
        onConfirm={discard}
      >
        Its comments go with it. This cannot be taken back.
      </Confirm>
    </div>
  );
}
