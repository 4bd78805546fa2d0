import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import type { PostRow } from "../posts/data";
import { CommentBars } from "../posts/PostSkeleton";
import { Button, ButtonLink } from "../ui/Button";
import { scrolling } from "../ui/motion";
import { Loading } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { countOf } from "../ui/words";
import { CommentForm } from "./CommentForm";
import { CommentList } from "./CommentList";
import { type CommentTree, useCommentActions, useComments } from "./data";
import { useArrivals } from "./useArrivals";

/** What people say about a post: the form, and the tree below it. */
export function Comments({ post }: { post: PostRow }) {
  const tree = useComments(post.id);
  const me = useMe();
  const { add } = useCommentActions();
  useScrolledTo(tree.status);
  const show = useShown();
  return (
    <section aria-labelledby="comments" className="border-t border-line">
      <h2 id="comments" className="px-4 pt-5 text-read wide:px-6">
        {post.comments > 0 ? countOf(post.comments, "comment") : "Comments"}
      </h2>
      <div id="talk" className="px-4 pt-3 pb-1 wide:px-6">
        {me ? (
          <CommentForm
            draftKey={`post.${post.id}`}
            label="Comment"
            placeholder="Say something"
            action="Comment"
            onSend={(body) => show(add(post.id, { body }))}
          />
        ) : (
          <SignInToTalk post={post} />
        )}
      </div>
      <Tree tree={tree} />
      <Arrivals tree={tree} />
    </section>
  );
}

function Tree({ tree }: { tree: CommentTree }) {
  if (tree.status === "loading") {
    return (
      <Loading label="Loading the comments">
        <CommentBars />
      </Loading>
    );
  }
  if (tree.roots.length === 0) {
    if (tree.status === "failed") {
      return (
        <Failed title="The comments did not come" onRetry={tree.retry}>
          {tree.problem?.message}
        </Failed>
      );
    }
    return (
      <Empty action={<Button onClick={startTalking}>Be the first</Button>}>
        Nobody has said anything yet.
      </Empty>
    );
  }
  return (
    <div className="px-4 pt-2 wide:px-6">
      <CommentList nodes={tree.roots} depth={0} />
      {tree.hasMore && (
        <p className="py-6 text-center">
          <Button busy={tree.loadingMore} onClick={tree.loadMore}>
            Show more comments
          </Button>
        </p>
      )}
    </div>
  );
}

/** The form is in view above; signed out, the ways in stand in its place. */
function startTalking(): void {
  document.querySelector<HTMLElement>("#talk :is(textarea, a)")?.focus();
}

function Arrivals({ tree }: { tree: CommentTree }) {
  return (
    <p aria-live="polite" className="sr-only">
      {useArrivals(tree.roots)}
    </p>
  );
}

function SignInToTalk({ post }: { post: PostRow }) {
  const next = `/posts/${post.id}`;
  return (
    <p className="flex flex-wrap items-center justify-between gap-3 rounded-control bg-shade px-4 py-3 text-body text-soft">
      Sign in to join the talk.
      <span className="flex gap-2">
        <ButtonLink to="/login" search={{ next }} size="small">
          Sign in
        </ButtonLink>
        <ButtonLink to="/signup" search={{ next }} size="small">
          Sign up
        </ButtonLink>
      </span>
    </p>
  );
}

/** Brings a comment just written into view: new ones stand at the end. */
function useShown(): (id: Id) => void {
  const [id, show] = useState<Id>();
  useEffect(() => {
    if (id)
      document.getElementById(`comment-${id}`)?.scrollIntoView({ block: "center", behavior: scrolling() });
  }, [id]);
  return show;
}

/** Scrolls once to where the address asks, the comments or one of them, after what stands above has its height. */
function useScrolledTo(status: CommentTree["status"]): void {
  const hash = useLocation({ select: (location) => location.hash });
  const done = useRef("");
  useEffect(() => {
    if (!/^comments?\b/.test(hash) || done.current === hash || status === "loading") return;
    done.current = hash;
    const place = document.getElementById(hash);
    place?.scrollIntoView({ block: hash === "comments" ? "start" : "center" });
    if (hash !== "comments") place?.classList.add("animate-lit");
  }, [hash, status]);
}
