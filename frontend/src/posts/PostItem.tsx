import { Link } from "@tanstack/react-router";
import { MessageSquare } from "lucide-react";
import { useMemo } from "react";
import { useGuard } from "../account/useGuard";
import { Icon } from "../ui/Icon";
import { figure, plainText } from "../ui/words";
import { Attachment } from "./Attachment";
import { type PostRow, usePostActions } from "./data";
import { LikeButton } from "./LikeButton";
import { PostMenu } from "./PostMenu";
import { PostMeta } from "./PostMeta";
import { SendingNote } from "./SendingNote";

/** One post in a list. The whole of it opens the post; what can be pressed inside stands above that. */
export function PostItem({ post }: { post: PostRow }) {
  const { like } = usePostActions();
  const guard = useGuard();
  const excerpt = useMemo(() => plainText(post.html, 280), [post.html]);
  return (
    <article
      data-post={post.id}
      data-stop-area
      aria-labelledby={`title-${post.id}`}
      className="relative isolate px-4 pt-5 pb-2 transition-colors [contain-intrinsic-size:auto_12rem] [content-visibility:auto] has-[[data-stop]:focus-visible]:bg-shade/50 hover:bg-shade/35 wide:px-6"
    >
      {/* Above the title's area, which covers what stands before it too. */}
      <div className="pointer-events-none relative z-1 flex items-start justify-between gap-3 *:pointer-events-auto">
        <PostMeta post={post} />
        <PostMenu post={post} />
      </div>
      <h2 id={`title-${post.id}`} className="mt-2.5 text-title">
        <Link
          to="/posts/$post"
          params={{ post: post.id }}
          data-stop
          dir="auto"
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-cool"
        >
          {post.title}
        </Link>
      </h2>
      {excerpt && (
        <p dir="auto" className="mt-1 line-clamp-3 max-w-read text-body text-soft">
          {excerpt}
        </p>
      )}
      <Attachment post={post} />
      <div className="relative mt-2 -ml-2.5 flex w-fit items-center gap-1">
        <LikeButton
          likes={post.likes}
          liked={post.liked}
          onLike={(liked) => guard("like posts") && like(post, liked)}
        />
        <Link
          to="/posts/$post"
          params={{ post: post.id }}
          hash="comments"
          aria-label={`${figure(post.comments)} comments`}
          className="inline-flex min-h-9 min-w-13 items-center gap-1.5 rounded-control px-2.5 text-note font-[500] text-soft transition-colors hover:bg-shade hover:text-text"
        >
          <Icon of={MessageSquare} size={18} />
          <span data-figures>{figure(post.comments)}</span>
        </Link>
        <SendingNoteQuiet post={post} />
      </div>
      {post.sending?.state === "failed" && <SendingNote sending={post.sending} />}
    </article>
  );
}

function SendingNoteQuiet({ post }: { post: PostRow }) {
  return post.sending?.state === "pending" ? <SendingNote sending={post.sending} /> : null;
}
