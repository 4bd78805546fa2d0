import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useGuard } from "../account/useGuard";
import { BackToFeed, PageHead } from "../app/PageHead";
import { Comments } from "../comments/Comments";
import { ButtonLink } from "../ui/Button";
import { Prose } from "../ui/Prose";
import { Empty, Failed } from "../ui/states";
import { Attachment } from "./Attachment";
import { type PostRow, usePost, usePostActions } from "./data";
import { EditPost } from "./EditPost";
import { LikeButton } from "./LikeButton";
import { PostMenu } from "./PostMenu";
import { PostMeta } from "./PostMeta";
import { PostSkeleton } from "./PostSkeleton";
import { SendingNote } from "./SendingNote";

export function PostPage() {
  const { post: id } = useParams({ from: "/posts/$post" });
  const one = usePost(id);
  return (
    <>
      <BackToFeed />
      {one.post && !one.deleted ? (
        <>
          <Whole key={id} post={one.post} />
          <Comments post={one.post} />
        </>
      ) : one.status === "loading" ? (
        <PostSkeleton />
      ) : one.deleted || one.problem?.status === 404 ? (
        <Gone deleted={one.deleted} />
      ) : (
        <Failed title="The post did not come" onRetry={one.retry}>
          {one.problem?.message}
        </Failed>
      )}
    </>
  );
}

function Whole({ post }: { post: PostRow }) {
  const [editing, setEditing] = useState(false);
  const { like } = usePostActions();
  const guard = useGuard();
  return (
    <article className="px-4 pt-3 pb-5 wide:px-6">
      <PageHead title={post.title} hidden />
      <div className="flex items-start justify-between gap-3">
        <PostMeta post={post} large />
        <PostMenu post={post} onEdit={() => setEditing(true)} />
      </div>
      {editing ? (
        <EditPost post={post} onDone={() => setEditing(false)} />
      ) : (
        <>
          <p
            aria-hidden="true"
            dir="auto"
            className="mt-4 max-w-[34ch] text-balance font-title text-page font-[560] tracking-[-0.012em]"
          >
            {post.title}
          </p>
          {post.html && <Prose html={post.html} className="mt-3 text-read" />}
          <Attachment post={post} whole />
          <div className="mt-4 -ml-2.5 flex items-center gap-3">
            <LikeButton
              likes={post.likes}
              liked={post.liked}
              onLike={(liked) => guard("like posts") && like(post, liked)}
            />
            {post.sending?.state === "pending" && <SendingNote sending={post.sending} />}
          </div>
          {post.sending?.state === "failed" && <SendingNote sending={post.sending} />}
        </>
      )}
    </article>
  );
}

function Gone({ deleted }: { deleted: boolean }) {
  return (
    <>
      <PageHead title="No such post" hidden />
      <Empty action={<ButtonLink to="/">Go to the feed</ButtonLink>}>
        {deleted
          ? "This post was deleted while you were here."
          : "There is no such post. It may have been deleted."}
      </Empty>
    </>
  );
}
