import { expect, test } from "vitest";
import type { Notification } from "../api/types";
import { destinationOf, sentenceOf } from "./words";

function of(kind: Notification["kind"], people: string[], more: Partial<Notification> = {}): Notification {
  const actors = people.map((name) => ({
    id: name,
    username: name.toLowerCase(),
    display_name: name,
    avatar: null,
  }));
  const rest = { created_at: "2026-01-01T00:00:00Z", position: 1, unread: true };
  return { id: "n", kind, actors, count: people.length, about: { post: "p" }, ...rest, ...more };
}

test.each([
  [of("like", ["Ada"]), "Ada liked your post."],
  [of("like", ["Ada", "Ben"]), "Ada and Ben liked your post."],
  [of("like", ["Ada", "Ben", "Cleo"], { count: 4 }), "Ada and 3 others liked your post."],
  [
    of("like", ["Ada"], { about: { post: "p", comment: "c" }, count: 2 }),
    "Ada and 1 other liked your comment.",
  ],
  [of("comment", ["Ada"]), "Ada commented on your post."],
  [
    of("mention", ["Ada"], { about: { conversation: "t", message: "m" } }),
    "Ada mentioned you in a conversation.",
  ],
  [of("friend_request", ["Ada"], { about: {} }), "Ada would like to be your friend."],
  [of("game_invite", ["Ada"], { about: { game: "g" } }), "Ada invites you to a game."],
  [of("game_turn", ["Ada"], { about: { game: "g" } }), "Ada waits for your move in a game."],
  [of("like", []), "Somebody liked your post."],
])("%#: %s", (notification, sentence) => {
  expect(sentenceOf(notification)).toBe(sentence);
});

test("each leads to what it is about", () => {
  expect(destinationOf(of("like", ["Ada"]))).toEqual({ path: "/posts/p" });
  expect(destinationOf(of("reply", ["Ada"], { about: { post: "p", comment: "c" } }))).toEqual({
    path: "/posts/p",
    hash: "comment-c",
  });
  expect(destinationOf(of("mention", ["Ada"], { about: { conversation: "t", message: "m" } }))).toEqual({
    path: "/conversations/t",
    message: "m",
  });
  expect(destinationOf(of("game_turn", ["Ada"], { about: { game: "g" } }))).toEqual({ path: "/games/g" });
  expect(destinationOf(of("friend_request", ["Ada"], { about: {} }))).toEqual({ path: "/people/@ada" });
});
