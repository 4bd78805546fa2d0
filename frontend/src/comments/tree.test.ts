import { expect, test } from "vitest";
import type { Comment } from "../api/types";
import { type Node, treeOf } from "./tree";

function comment(id: string, parent: string | null, minute: number): Comment {
  return {
    id,
    post: "p",
    parent,
    author: { id: "a", username: "a", display_name: "A" },
    body: "",
    html: "",
    likes: 0,
    liked: false,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
    deleted: false,
    position: 1,
  };
}

const shape = (nodes: Node<Comment>[]): unknown =>
  nodes.map((node) => [node.comment.id, node.count, shape(node.replies)]);

test("answers stand below what they answer, oldest first, whatever order they come in", () => {
  const comments = [
    comment("a", null, 0),
    comment("b", null, 1),
    comment("a1", "a", 2),
    comment("a2", "a", 3),
    comment("a1x", "a1", 4),
  ];
  const tree = [
    [
      "a",
      3,
      [
        ["a1", 1, [["a1x", 0, []]]],
        ["a2", 0, []],
      ],
    ],
    ["b", 0, []],
  ];
  expect(shape(treeOf(comments))).toEqual(tree);
  expect(shape(treeOf(comments.toReversed()))).toEqual(tree);
});

test("equal times are ordered by id", () => {
  expect(shape(treeOf([comment("b", null, 0), comment("a", null, 0)]))).toEqual([
    ["a", 0, []],
    ["b", 0, []],
  ]);
});

test("an answer whose parent is not read yet is not lost, and finds its place later", () => {
  const answer = comment("a1", "a", 1);
  expect(shape(treeOf([answer]))).toEqual([["a1", 0, []]]);
  expect(shape(treeOf([answer, comment("a", null, 0)]))).toEqual([["a", 1, [["a1", 0, []]]]]);
});

test("an unsent answer counts even when this clock is behind the server's", () => {
  const tree = treeOf([comment("a", null, 5), comment("a1", "a", 4), comment("a1x", "a1", 3)]);
  expect(shape(tree)).toEqual([["a", 2, [["a1", 1, [["a1x", 0, []]]]]]]);
});
