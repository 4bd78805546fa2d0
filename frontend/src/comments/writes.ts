/** What one can do to comments, as writes for the outbox. Pure: time and keys come in. */
import type { Comment, Id, NewComment } from "../api/types";
import { createdId } from "../net/id";
import type { Write } from "../net/outbox";
import { type Doing, meta } from "../net/writing";
import { renderMarkdown } from "../posts/markdown";

/** The comment's id is final: the server computes the same from the key. */
export function addComment(
  doing: Doing,
  key: string,
  post: Id,
  comment: NewComment,
): Write & { creates: Id } {
  const id = createdId("comment", doing.actor, key);
  return {
    what: comment.parent === undefined ? "your comment" : "your answer",
    method: "POST",
    path: `/posts/${post}/comments`,
    body: { ...comment },
    event: {
      type: "comment.added",
      comment: id,
      post,
      body: comment.body,
      html: renderMarkdown(comment.body),
      ...(comment.parent !== undefined && { parent: comment.parent }),
      ...meta(doing),
    },
    row: id,
    creates: id,
    needs: comment.parent === undefined ? [post] : [post, comment.parent],
    whenRefused: "keep",
  };
}

export function editComment(doing: Doing, comment: Comment, body: string): Write {
  return {
    what: "your changes to a comment",
    method: "PATCH",
    path: `/comments/${comment.id}`,
    body: { body },
    event: {
      type: "comment.edited",
      comment: comment.id,
      post: comment.post,
      body,
      html: renderMarkdown(body),
      ...meta(doing),
    },
    row: comment.id,
    needs: [comment.id],
    slot: `edit:${comment.id}`,
    whenRefused: "keep",
  };
}

export function removeComment(doing: Doing, comment: Comment): Write {
  return {
    what: "deleting your comment",
    method: "DELETE",
    path: `/comments/${comment.id}`,
    event: { type: "comment.deleted", comment: comment.id, post: comment.post, ...meta(doing) },
    row: comment.id,
    needs: [comment.id],
    whenRefused: "undo",
  };
}

export function likeComment(doing: Doing, comment: Comment, liked: boolean): Write {
  return {
    what: liked ? "your like" : "taking your like back",
    method: liked ? "PUT" : "DELETE",
    path: `/comments/${comment.id}/like`,
    event: {
      type: liked ? "comment.liked" : "comment.unliked",
      comment: comment.id,
      post: comment.post,
      author: comment.author.id,
      ...meta(doing),
    },
    needs: [comment.id],
    slot: `like:${comment.id}`,
    whenRefused: "undo",
  };
}
