import { describe, expect, test } from "vitest";
import type { Post } from "../api/types";
import { type LoggiaEvent, NOT_YET } from "../net/events";
import {
  appendPage,
  type FeedState,
  foldFeed,
  foldHistory,
  foldOnePost,
  nextCursor,
  type OnePostState,
  showFresh,
} from "./fold";

const me = "me";
const ada = { id: "ada", username: "ada", display_name: "Ada", avatar: null };

function post(id: string, more: Partial<Post> = {}): Post {
  return {
    id,
    author: ada,
    community: null,
    kind: "text",
    title: `Title of ${id}`,
    body: "",
    html: "",
    link: null,
    poll: null,
    likes: 0,
    liked: false,
    comments: 0,
    created_at: "2026-01-01T00:00:00Z",
    edited_at: null,
    position: 10,
    ...more,
  };
}

function event(type: string, fields: object, seq = 200, actor: string | null = "ben"): LoggiaEvent {
  const meta = { type, seq, at: "2026-02-02T00:00:00Z", actor, topics: [] };
  return { ...meta, ...fields } as unknown as LoggiaEvent;
}

function one(more: Partial<Post> = {}): OnePostState {
  return { id: "p", post: post("p", more), deleted: false, position: 100 };
}

function feed(ids: string[], more: Partial<FeedState> = {}): FeedState {
  const pages = [{ items: ids.map((id) => post(id)), position: 100, next: "cursor-1" }];
  return { sort: "new", author: undefined, pages, fresh: [], position: 100, ...more };
}

const ids = (state: FeedState) => state.pages.flatMap((page) => page.items.map((item) => item.id));
const created = (id: string, seq = 200, actor = "ben") =>
  event("post.created", { post: id, kind: "text", title: "New", body: "b", html: "<p>b</p>" }, seq, actor);

describe("likes", () => {
  test("of others count; what the snapshot contains does not count again", () => {
    const likes = (seq: number) =>
      foldOnePost(one(), event("post.liked", { post: "p" }, seq), me).post?.likes;
    expect([likes(99), likes(100), likes(101)]).toEqual([0, 0, 1]);
    expect(foldOnePost(one({ likes: 3 }), event("post.unliked", { post: "p" }), me).post?.likes).toBe(2);
  });

  test("one's own, shown at once, and its echo are one like", () => {
    const like = event("post.liked", { post: "p" }, NOT_YET, me);
    const shown = foldOnePost(one(), like, me);
    expect(shown.post).toMatchObject({ likes: 1, liked: true });
    const echoed = foldOnePost(one(), { ...like, seq: 101 }, me);
    expect(foldOnePost(echoed, like, me).post).toMatchObject({ likes: 1, liked: true });
  });

  test("one's own taken back in another tab wins over an older one", () => {
    const liked = foldOnePost(one(), event("post.liked", { post: "p" }, 101, me), me);
    const back = foldOnePost(liked, event("post.unliked", { post: "p" }, 102, me), me);
    expect(back.post).toMatchObject({ likes: 0, liked: false });
  });

  test("nobody's like changes whether I like it", () => {
    expect(foldOnePost(one(), event("post.liked", { post: "p" }), undefined).post).toMatchObject({
      likes: 1,
      liked: false,
    });
  });

  test("of another post leave the very same state", () => {
    const state = one();
    expect(foldOnePost(state, event("post.liked", { post: "q" }), me)).toBe(state);
  });
});

describe("votes", () => {
  const poll = {
    options: [
      { text: "a", votes: 2 },
      { text: "b", votes: 1 },
    ],
    multiple: false,
    closed: false,
    voted: [0],
  };
  const votes = (state: OnePostState) => state.post?.poll?.options.map((option) => option.votes);

  test("of somebody unnamed move the numbers and not my choice", () => {
    const after = foldOnePost(
      one({ poll }),
      event("post.voted", { post: "p", options: [1], previous: [0] }, 200, null),
      me,
    );
    expect(votes(after)).toEqual([1, 2]);
    expect(after.post?.poll?.voted).toEqual([0]);
  });

  test("my new vote replaces my old one, once, however often it is told", () => {
    const mine = event("post.voted", { post: "p", options: [1], previous: [0] }, NOT_YET, me);
    const once = foldOnePost(one({ poll }), mine, me);
    expect(votes(once)).toEqual([1, 2]);
    expect(votes(foldOnePost(once, mine, me))).toEqual([1, 2]);
    expect(once.post?.poll?.voted).toEqual([1]);
  });
});

describe("text", () => {
  const edit = (title: string, seq: number) => event("post.edited", { post: "p", title }, seq);

  test("an edit changes what it names and keeps the rest", () => {
    const after = foldOnePost(one({ body: "body", html: "<p>body</p>" }), edit("Better", 200), me);
    expect(after.post).toMatchObject({ title: "Better", body: "body", html: "<p>body</p>", position: 200 });
    expect(after.post?.edited_at).toBe("2026-02-02T00:00:00Z");
  });

  test("of two edits the later stands, in whichever order they come", () => {
    const late = foldOnePost(one(), edit("second", 202), me);
    expect(foldOnePost(late, edit("first", 201), me).post?.title).toBe("second");
  });

  test("unsent edits lie on top of everything, also of an unsent post", () => {
    const nothing: OnePostState = { id: "p", post: undefined, deleted: false, position: 0 };
    const written = foldOnePost(nothing, created("p", NOT_YET, me), me);
    const once = foldOnePost(written, edit("first", NOT_YET), me);
    expect(foldOnePost(once, edit("second", NOT_YET), me).post?.title).toBe("second");
  });

  test("a comment is counted, its deletion is not: the tombstone stays", () => {
    const after = foldOnePost(one(), event("comment.added", { post: "p", comment: "c" }), me);
    expect(after.post?.comments).toBe(1);
    expect(
      foldOnePost(after, event("comment.deleted", { post: "p", comment: "c" }, 201), me).post?.comments,
    ).toBe(1);
  });

  test.each(["post.deleted", "post.erased"])("%s takes it away for good", (type) => {
    const after = foldOnePost(one(), event(type, { post: "p" }), me);
    expect(after).toMatchObject({ post: undefined, deleted: true });
    expect(foldOnePost(after, created("p", 201), me).post).toBeUndefined();
  });

  test("its author's new name is shown", () => {
    const after = foldOnePost(
      one(),
      event("person.changed", { person: "ada", display_name: "Countess" }),
      me,
    );
    expect(after.post?.author).toMatchObject({ display_name: "Countess", username: "ada" });
  });
});

describe("a feed", () => {
  test("others' new posts wait above, newest first, and are shown on request", () => {
    let state = foldFeed(feed(["a", "b"]), created("c", 201), me);
    state = foldFeed(state, created("d", 202), me);
    expect(ids(state)).toEqual(["a", "b"]);
    expect(ids(showFresh(state))).toEqual(["d", "c", "a", "b"]);
    expect(showFresh(state).fresh).toEqual([]);
  });

  test("my own is shown at once, and its echo is the same row", () => {
    const unsent = foldFeed(feed(["a"]), created("c", NOT_YET, me), me);
    expect(ids(unsent)).toEqual(["c", "a"]);
    const echoed = foldFeed(feed(["a"]), created("c", 201, me), me);
    expect(ids(foldFeed(echoed, created("c", NOT_YET, me), me))).toEqual(["c", "a"]);
  });

  test("what the first page was read after is not new", () => {
    expect(foldFeed(feed(["a"]), created("c", 100), me).fresh).toEqual([]);
  });

  test("of one author takes only theirs", () => {
    const theirs = feed([], { author: "ben" });
    expect(foldFeed(theirs, created("x", 201, "eve"), me).fresh).toHaveLength(0);
    expect(foldFeed(theirs, created("x", 201, "ben"), me).fresh).toHaveLength(1);
  });

  test("a private post is no news for everybody", () => {
    expect(foldFeed(feed([]), { ...created("x"), private: true } as LoggiaEvent, me).fresh).toEqual([]);
  });

  test("rows follow from the position their own page was read at", () => {
    const state = appendPage(feed(["a"]), { items: [post("b")], position: 150, next: null });
    const at = (seq: number) => {
      const a = foldFeed(state, event("post.liked", { post: "a" }, seq), me);
      const both = foldFeed(a, event("post.liked", { post: "b" }, seq), me);
      return both.pages.flatMap((page) => page.items.map((item) => item.likes));
    };
    expect(at(120)).toEqual([1, 0]);
    expect(at(151)).toEqual([1, 1]);
  });

  test("waiting and unsent posts follow too", () => {
    let state = foldFeed(feed([]), created("c", 201), me);
    state = foldFeed(state, event("post.liked", { post: "c" }, 202), me);
    expect(showFresh(state).pages[0]?.items[0]?.likes).toBe(1);
    const mine = foldFeed(feed([]), created("c", NOT_YET, me), me);
    const liked = foldFeed(mine, event("post.liked", { post: "c" }, NOT_YET, me), me);
    expect(liked.pages[0]?.items[0]).toMatchObject({ likes: 1, liked: true });
  });

  test("a deleted post leaves, an event about nothing shown leaves the very same state", () => {
    const state = feed(["a", "b"]);
    expect(ids(foldFeed(state, event("post.deleted", { post: "a" }), me))).toEqual(["b"]);
    expect(foldFeed(state, event("post.liked", { post: "z" }), me)).toBe(state);
  });

  test("the next page repeats nothing, and the end is the end", () => {
    const state = appendPage(feed(["a", "b"]), { items: [post("b"), post("c")], position: 120, next: null });
    expect(ids(state)).toEqual(["a", "b", "c"]);
    expect(nextCursor(feed(["a"]))).toBe("cursor-1");
    expect(nextCursor(state)).toBeNull();
    expect(nextCursor(showFresh(foldFeed(feed(["a"]), created("c"), me)))).toBe("cursor-1");
  });
});

test("a history grows by what was edited, each version once", () => {
  const first = { title: "t", body: "b", html: "h", at: "2026-01-01T00:00:00Z", position: 10 };
  const before = { id: "p", versions: [first], position: 100 };
  const edit = event("post.edited", { post: "p", title: "T" }, 101);
  const after = foldHistory(before, edit);
  expect(after.versions).toEqual([first, { ...first, title: "T", at: edit.at, position: 101 }]);
  expect(foldHistory(after, edit)).toBe(after);
});

test("any order of the same events gives the same post: folds need no order among strangers", () => {
  const events = [
    event("post.liked", { post: "p" }, 201, "x"),
    event("post.liked", { post: "p" }, 202, me),
    event("post.edited", { post: "p", title: "one" }, 203),
    event("comment.added", { post: "p", comment: "c" }, 204),
    event("post.edited", { post: "p", title: "two" }, 205),
    event("post.unliked", { post: "p" }, 206, "x"),
  ];
  const inOrder = events.reduce((state, e) => foldOnePost(state, e, me), one({ likes: 5 }));
  const reversed = [...events].reverse().reduce((state, e) => foldOnePost(state, e, me), one({ likes: 5 }));
  expect(reversed).toEqual(inOrder);
  expect(inOrder.post).toMatchObject({ likes: 6, liked: true, title: "two", comments: 1 });
});
