import { ArrowUpRight, ImageOff } from "lucide-react";
import { useState } from "react";
import { Icon } from "../ui/Icon";
import { hostOf, safeAddress } from "../ui/words";
import type { PostRow } from "./data";
import { PollBox } from "./PollBox";

/** What a post carries beside its text: a link, a picture, a poll. */
export function Attachment({ post, whole = false }: { post: PostRow; whole?: boolean }) {
  const address = safeAddress(post.link);
  if (post.kind === "poll" && post.poll) return <PollBox post={post} poll={post.poll} />;
  if (post.kind === "image" && address) return <Picture address={address} title={post.title} whole={whole} />;
  if (address) return <OutLink address={address} />;
  return null;
}

function OutLink({ address }: { address: string }) {
  return (
    <a
      href={address}
      target="_blank"
      rel="noopener noreferrer nofollow ugc"
      className="relative mt-2 inline-flex max-w-full items-center gap-1 rounded-small text-body text-cool hover:underline hover:underline-offset-3"
    >
      <span className="truncate">{hostOf(address)}</span>
      <Icon of={ArrowUpRight} size={16} />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}

/** Keeps its place while it loads, so that nothing below it moves. */
function Picture({ address, title, whole }: { address: string; title: string; whole: boolean }) {
  const [broken, setBroken] = useState(false);
  if (broken) {
    return (
      <p className="mt-3 flex min-h-24 items-center justify-center gap-2 rounded-panel bg-shade px-4 text-body text-soft">
        <Icon of={ImageOff} size={18} />
        The picture from {hostOf(address)} did not load.
      </p>
    );
  }
  return (
    <div className="mt-3 aspect-3/2 overflow-hidden rounded-panel border border-line bg-shade">
      <img
        src={address}
        alt={title}
        loading={whole ? "eager" : "lazy"}
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => setBroken(true)}
        className={`size-full ${whole ? "object-contain" : "object-cover"}`}
      />
    </div>
  );
}
