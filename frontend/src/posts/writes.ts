/** What one can do to posts, as writes for the outbox. Pure: time and keys come in. */
import type { Id, NewPost, Post, PostChange } from "../api/types";
import { createdId } from "../net/id";
import type { Write } from "../net/outbox";
import { type Doing, meta } from "../net/writing";
import { renderMarkdown } from "./markdown";

/** The post's id is final: the server computes the same from the key. */
export function createPost(doing: Doing, key: string, post: NewPost): Write & { creates: Id } {
  const id = createdId("post", doing.actor, key);
  return {
    what: "your post",
    method: "POST",
    path: "/posts",
    body: { ...post },
    event: { type: "post.created", post: id, ...post, html: renderMarkdown(post.body), ...meta(doing) },
    row: id,
    creates: id,
    whenRefused: "keep",
  };
}

export function editPost(doing: Doing, id: Id, change: PostChange): Write {
  const html = change.body === undefined ? {} : { html: renderMarkdown(change.body) };
  return {
    what: "your changes to a post",
    method: "PATCH",
    path: `/posts/${id}`,
    body: { ...change },
    event: { type: "post.edited", post: id, ...change, ...html, ...meta(doing) },
    row: id,
    needs: [id],
    slot: `edit:${id}`,
    whenRefused: "keep",
  };
}

export function removePost(doing: Doing, id: Id): Write {
  return {
    what: "deleting your post",
    method: "DELETE",
    path: `/posts/${id}`,
    event: { type: "post.deleted", post: id, ...meta(doing) },
    row: id,
    needs: [id],
    whenRefused: "undo",
  };
}

export function likePost(doing: Doing, post: Post, liked: boolean): Write {
  return {
    what: liked ? "your like" : "taking your like back",
    method: liked ? "PUT" : "DELETE",
    path: `/posts/${post.id}/like`,
    event: {
      type: liked ? "post.liked" : "post.unliked",
      post: post.id,
      author: post.author.id,
      ...meta(doing),
    },
    needs: [post.id],
    slot: `like:${post.id}`,
    whenRefused: "undo",
  };
}

export function voteOn(doing: Doing, post: Post, options: number[]): Write {
  return {
    what: "your vote",
    method: "PUT",
    path: `/posts/${post.id}/vote`,
    body: { options },
    event: {
      type: "post.voted",
      post: post.id,
      author: post.author.id,
      options,
      previous: post.poll?.voted ?? [],
      ...meta(doing),
    },
    needs: [post.id],
    slot: `vote:${post.id}`,
    whenRefused: "undo",
  };
}
