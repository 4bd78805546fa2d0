import { describe, expect, test } from "vitest";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import { appendPage, type CommentState, type CommentsState, foldComments, nextCursor } from "./fold";

const me = "me";

function comment(id: string, more: Partial<CommentState> = {}): CommentState {
  return {
    id,
    post: "p",
    parent: null,
    author: { id: "ada", username: "ada", display_name: "Ada", avatar: null },
    body: id,
    html: `<p>${id}</p>`,
    likes: 0,
    liked: false,
    created_at: "2026-01-01T00:00:00Z",
    edited_at: null,
    deleted: false,
    arrived: false,
    position: 10,
    ...more,
  };
}

function comments(...ids: string[]): CommentsState {
  return {
    post: "p",
    pages: [{ items: ids.map((id) => comment(id)), position: 100, next: "more" }],
    position: 100,
  };
}

function event(type: string, fields: object, seq = 200, actor = "ben"): LoggiaEvent {
  const meta = { type, post: "p", seq, at: "2026-02-02T00:00:00Z", actor, topics: [] };
  return { ...meta, ...fields } as unknown as LoggiaEvent;
}

const added = (id: string, seq = 200, actor = "ben") =>
  event("comment.added", { comment: id, body: id, html: `<p>${id}</p>` }, seq, actor);
const all = (state: CommentsState) => state.pages.flatMap((page) => page.items);
const find = (state: CommentsState, id: string) => all(state).find((c) => c.id === id);

describe("new comments", () => {
  test("appear; those of others are marked as arrived, mine are not", () => {
    expect(find(foldComments(comments("a"), added("b"), me), "b")?.arrived).toBe(true);
    expect(find(foldComments(comments("a"), added("b", 200, me), me), "b")?.arrived).toBe(false);
  });

  test("mine, shown at once, and its echo are one row", () => {
    const echoed = foldComments(comments("a"), added("b", 201, me), me);
    const both = foldComments(echoed, added("b", NOT_YET, me), me);
    expect(all(both).map((c) => c.id)).toEqual(["a", "b"]);
  });

  test("of another post, or in the snapshot already, change nothing", () => {
    const state = comments("a");
    expect(foldComments(state, { ...added("b"), post: "q" } as LoggiaEvent, me)).toBe(state);
    expect(foldComments(state, added("b", 100), me)).toBe(state);
  });

  test("one that arrived before its page was read is shown once, as the page has it", () => {
    const arrived = foldComments(comments("a"), added("b", 150), me);
    const page = { items: [comment("b", { likes: 7 }), comment("c")], position: 160, next: null };
    const state = appendPage(arrived, page);
    expect(all(state).map((c) => [c.id, c.likes])).toEqual([
      ["a", 0],
      ["b", 7],
      ["c", 0],
    ]);
    expect(nextCursor(state)).toBeNull();
  });
});

describe("changes", () => {
  test("an edit; of two the later, in whichever order", () => {
    const edit = (body: string, seq: number) =>
      event("comment.edited", { comment: "a", body, html: body }, seq, "ada");
    const late = foldComments(comments("a"), edit("second", 202), me);
    expect(find(foldComments(late, edit("first", 201), me), "a")?.body).toBe("second");
    const unsent = foldComments(late, edit("mine", NOT_YET), me);
    expect(find(unsent, "a")?.body).toBe("mine");
  });

  test("an unsent comment can be edited before it is sent", () => {
    const written = foldComments(comments(), added("b", NOT_YET, me), me);
    const edit = event("comment.edited", { comment: "b", body: "better", html: "better" }, NOT_YET, me);
    expect(find(foldComments(written, edit, me), "b")?.body).toBe("better");
  });

  test.each(["comment.deleted", "comment.erased"])("%s leaves a place without words", (type) => {
    const after = foldComments(comments("a", "b"), event(type, { comment: "a" }), me);
    expect(find(after, "a")).toMatchObject({ deleted: true, body: "", html: "" });
    const edit = event("comment.edited", { comment: "a", body: "back", html: "back" }, 300);
    expect(find(foldComments(after, edit, me), "a")?.body).toBe("");
  });

  test("likes of others count, mine once", () => {
    const like = (actor: string, seq = 200) => event("comment.liked", { comment: "a" }, seq, actor);
    const others = foldComments(comments("a"), like("x"), me);
    const mine = foldComments(others, like(me, NOT_YET), me);
    const twice = foldComments(mine, like(me, 201), me);
    expect(find(twice, "a")).toMatchObject({ likes: 2, liked: true });
    const back = foldComments(twice, event("comment.unliked", { comment: "a" }, 202, me), me);
    expect(find(back, "a")).toMatchObject({ likes: 1, liked: false });
  });

  test("an author's new name", () => {
    const after = foldComments(
      comments("a"),
      event("person.changed", { person: "ada", display_name: "A." }),
      me,
    );
    expect(find(after, "a")?.author.display_name).toBe("A.");
  });
});
