import { CommentItem } from "./CommentItem";
import type { CommentNode } from "./data";

/** Comments of one level, oldest first. */
export function CommentList({ nodes, depth }: { nodes: readonly CommentNode[]; depth: number }) {
  return (
    <ol className={depth === 0 ? "divide-y divide-line" : ""}>
      {nodes.map((node) => (
        <CommentItem key={node.comment.id} node={node} depth={depth} />
      ))}
    </ol>
  );
}
