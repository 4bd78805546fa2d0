import { expect, test } from "vitest";
import type { Message, Notification, Push } from "../api/types";
import type { Conversation } from "../conversations/data";
import { newsSince, ofPush } from "./news";

const ada = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
const at = "2026-01-01T00:00:00Z";

function talk(last: Partial<Message> = {}, more: Partial<Conversation> = {}): Conversation {
  const said = { body: "Hello", html: "", mentions: [], reactions: [], created_at: at, deleted: false };
  const place = { id: "m", conversation: "t", sent_position: 5, position: 5, pinned: false };
  const last_message: Message = { ...place, ...said, author: ada, ...last };
  const rest = { members: [], member_count: 2, role: "member" as const, created_at: at, position: 1 };
  const read = { unread: 1, read_up_to: 0, counted: 0, level: "all" as const, last_message };
  return { id: "t", kind: "group", name: "Baking", ...rest, ...read, ...more };
}

const like: Notification = {
  ...{ id: "n", kind: "like", actors: [ada], count: 1, about: { post: "p" } },
  ...{ created_at: at, position: 7, unread: true },
};

const titles = (...conversations: Conversation[]) =>
  newsSince(0, "me", conversations, []).map((news) => news.title);

test("what others say is news, with who and where", () => {
  expect(newsSince(0, "me", [talk()], [like])).toEqual([
    { tag: "t", title: "Ada in Baking", body: "Hello", path: "/conversations/t", position: 5 },
    { tag: "n", title: "Ada liked your post.", body: "", path: "/posts/p", position: 7 },
  ]);
  expect(titles(talk({}, { kind: "direct", name: null }))).toEqual(["Ada"]);
});

test("nothing is told twice", () => {
  expect(newsSince(7, "me", [talk()], [like])).toEqual([]);
});

test("one's own words, what was read, and what is deleted or from somebody blocked is no news", () => {
  expect(titles(talk({ author: { ...ada, id: "me" } }))).toEqual([]);
  expect(titles(talk({}, { unread: 0 }))).toEqual([]);
  expect(titles(talk({ deleted: true }))).toEqual([]);
  expect(titles(talk({ blocked: true }))).toEqual([]);
});

test("a conversation is heard of as much as one wants", () => {
  expect(titles(talk({}, { level: "none" }))).toEqual([]);
  expect(titles(talk({}, { level: "mentions" }))).toEqual([]);
  expect(titles(talk({ mentions: ["me"] }, { level: "mentions" }))).toEqual(["Ada in Baking"]);
});

test("a push says what a notification or a message would", () => {
  const push: Push = {
    ...{ tag: "n", kind: "like", actors: ["Ada", "Ben"], count: 4, about: { post: "p" } },
    ...{ excerpt: "Bread", created_at: at, position: 9 },
  };
  const said = { tag: "n", body: "Bread", position: 9 };
  expect(ofPush(push)).toEqual({ ...said, title: "Ada and 3 others liked your post.", path: "/posts/p" });
  const message: Push = { ...push, kind: "message", actors: ["Ada"], count: 1, about: { conversation: "t" } };
  expect(ofPush(message)).toEqual({ ...said, title: "Ada", path: "/conversations/t" });
  expect(ofPush({ ...message, name: "Baking" }).title).toBe("Ada in Baking");
});
