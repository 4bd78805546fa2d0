import { MessageSquareReply } from "lucide-react";
import { useState } from "react";
import { useGuard } from "../account/useGuard";
import { LikeButton } from "../posts/LikeButton";
import { SendingNote } from "../posts/SendingNote";
import { Icon } from "../ui/Icon";
import { Prose } from "../ui/Prose";
import { CommentForm } from "./CommentForm";
import { CommentMenu } from "./CommentMenu";
import { type CommentRow, useCommentActions } from "./data";

/** The words of a comment and what one can do with them. */
export function CommentBody({ comment }: { comment: CommentRow }) {
  const [doing, setDoing] = useState<"reply" | "edit">();
  const { add, edit, like } = useCommentActions();
  const guard = useGuard();
  const done = () => setDoing(undefined);

  if (comment.deleted) return <p className="mt-0.5 text-body text-faint italic">This comment was deleted.</p>;
  if (comment.blocked)
    return <p className="mt-0.5 text-body text-faint italic">From somebody you blocked.</p>;
  if (doing === "edit") {
    return (
      <CommentForm
        label="Edit your comment"
        action="Save"
        first={comment.body}
        onSend={(body) => {
          if (body !== comment.body) edit(comment, body);
          done();
        }}
        onCancel={done}
      />
    );
  }
  return (
    <>
      <Prose html={comment.html} className="mt-0.5 text-body leading-6" />
      <div className="-ml-2.5 mt-0.5 flex items-center">
        <LikeButton
          small
          likes={comment.likes}
          liked={comment.liked}
          onLike={(liked) => guard("like comments") && like(comment, liked)}
        />
        <button
          type="button"
          onClick={() => guard("reply") && setDoing("reply")}
          className="inline-flex min-h-9 items-center gap-1.5 rounded-control px-2.5 text-note font-[500] text-soft transition-colors hover:bg-shade hover:text-text"
        >
          <Icon of={MessageSquareReply} size={16} />
          Reply
        </button>
        <CommentMenu comment={comment} onEdit={() => setDoing("edit")} />
        {comment.sending?.state === "pending" && (
          <span className="ml-2">
            <SendingNote sending={comment.sending} />
          </span>
        )}
      </div>
      {comment.sending?.state === "failed" && <SendingNote sending={comment.sending} />}
      {doing === "reply" && (
        <CommentForm
          draftKey={`comment.${comment.id}`}
          label={`Reply to ${comment.author.display_name}`}
          placeholder={`Reply to ${comment.author.display_name}`}
          action="Reply"
          open
          onSend={(body) => {
            add(comment.post, { body, parent: comment.id });
            done();
          }}
          onCancel={done}
        />
      )}
    </>
  );
}
