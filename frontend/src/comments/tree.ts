/** Comments as a tree. Pure. */
import type { Comment, Id } from "../api/types";

export interface Node<C extends Comment> {
  comment: C;
  /** Oldest first. */
  replies: Node<C>[];
  /** Of all replies below, at any depth. */
  count: number;
}

/**
 * Roots oldest first. An answer whose parent is not here (it is on a page not read yet) stands as a root until it is,
 * so that nothing that was written is invisible.
 */
export function treeOf<C extends Comment>(comments: readonly C[]): Node<C>[] {
  const nodes = new Map<Id, Node<C>>();
  const ordered = [...comments].sort(older);
  for (const comment of ordered) nodes.set(comment.id, { comment, replies: [], count: 0 });
  const roots: Node<C>[] = [];
  for (const comment of ordered) {
    const node = nodes.get(comment.id);
    const parent = parentOf(comment, nodes);
    if (node) (parent ? parent.replies : roots).push(node);
  }
  for (const comment of ordered) {
    for (let up = parentOf(comment, nodes); up; up = parentOf(up.comment, nodes)) up.count += 1;
  }
  return roots;
}

function parentOf<C extends Comment>(comment: C, nodes: ReadonlyMap<Id, Node<C>>): Node<C> | undefined {
  return comment.parent ? nodes.get(comment.parent) : undefined;
}

/** By time, then by id (which begins with the time), so that equal times have one order everywhere. */
function older(a: Comment, b: Comment): number {
  const byTime = Date.parse(a.created_at) - Date.parse(b.created_at);
  return byTime !== 0 ? byTime : a.id < b.id ? -1 : 1;
}
