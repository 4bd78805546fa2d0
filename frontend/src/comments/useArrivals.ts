import { useRef } from "react";
import type { Id } from "../api/types";
import type { CommentNode } from "./data";

/** A sentence for screen readers about comments that arrived since it was last asked; stays until the next ones. */
export function useArrivals(roots: readonly CommentNode[]): string {
  const told = useRef(new Set<Id>());
  const words = useRef("");
  const fresh = arrivedIn(roots).filter(({ comment }) => !told.current.has(comment.id));
  if (fresh.length > 0) {
    for (const { comment } of fresh) told.current.add(comment.id);
    const [first] = fresh;
    words.current =
      fresh.length === 1
        ? `New comment by ${first?.comment.author.display_name}.`
        : `${fresh.length} new comments.`;
  }
  return words.current;
}

function arrivedIn(nodes: readonly CommentNode[]): CommentNode[] {
  return nodes.flatMap((node) => [...(node.comment.arrived ? [node] : []), ...arrivedIn(node.replies)]);
}
