import { useState } from "react";
import { Avatar } from "../ui/Avatar";
import { countOf } from "../ui/words";
import { CommentBody } from "./CommentBody";
import { CommentList } from "./CommentList";
import { CommentMeta } from "./CommentMeta";
import type { CommentNode } from "./data";

// Deeper replies stand below each other: on a phone there is no more room to step in.
const DEEPEST_STEP = 5;

/** A comment and everything below it; the line down its left side folds it. */
export function CommentItem({ node, depth }: { node: CommentNode; depth: number }) {
  const [folded, setFolded] = useState(false);
  const { comment, replies, count } = node;
  const stepped = depth < DEEPEST_STEP;
  return (
    <li
      data-stop-area
      id={`comment-${comment.id}`}
      className={`${depth === 0 ? "py-4" : "pt-4"} ${comment.arrived ? "animate-arrive" : ""}`}
    >
      <article
        aria-label={`Comment by ${comment.author.display_name}`}
        className="relative flex gap-1.5 wide:gap-2.5"
      >
        <div className="flex w-5 shrink-0 wide:w-6 flex-col items-center gap-1.5">
          <span className={comment.deleted ? "opacity-40 grayscale" : ""}>
            <Avatar person={comment.author} size="small" />
          </span>
          {!folded && <FoldLine comment={comment.author.display_name} onFold={() => setFolded(true)} />}
        </div>
        <div className="min-w-0 grow">
          <CommentMeta comment={comment} />
          {folded ? (
            <button
              type="button"
              aria-expanded="false"
              onClick={() => setFolded(false)}
              className="mt-1 min-h-8 rounded-small text-note text-soft underline decoration-edge/60 underline-offset-3 hover:text-text"
            >
              {count > 0 ? `Show it and ${countOf(count, "reply", "replies")}` : "Show it"}
            </button>
          ) : (
            <>
              <CommentBody comment={comment} />
              {replies.length > 0 && stepped && <CommentList nodes={replies} depth={depth + 1} />}
            </>
          )}
        </div>
      </article>
      {!folded && !stepped && replies.length > 0 && <CommentList nodes={replies} depth={depth + 1} />}
    </li>
  );
}

/** As tall as what it folds; wider to press than to see. */
function FoldLine({ comment, onFold }: { comment: string; onFold: () => void }) {
  return (
    <button
      type="button"
      aria-expanded="true"
      aria-label={`Fold the comment by ${comment}`}
      onClick={onFold}
      className="group flex w-full grow justify-center rounded-small"
    >
      <span className="w-px rounded-full bg-line transition-[width,background-color] group-hover:w-0.5 group-hover:bg-edge" />
    </button>
  );
}
