/** The frontend and the server mean the same events: their schemas, and the golden samples of every event ever written. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, test } from "vitest";
import document from "../../openapi.json";
import type { components } from "../api/schema.gen";
import { type CommentsState, foldComments } from "../comments/fold";
import type { EventFields, EventOf, EventType, LoggiaEvent } from "../net/events";
import { foldProfile, type ProfileState } from "../people/fold";
import { type FeedState, foldFeed, foldOnePost, type OnePostState } from "../posts/fold";

type Schemas = components["schemas"];
type Documented = {
  [Name in keyof Schemas as Name extends `Event.${infer Type}` ? Type : never]: Schemas[Name];
};

test("every event of the OpenAPI document is known here, with the same fields, and no other", () => {
  expectTypeOf<keyof Documented>().toEqualTypeOf<EventType>();
  // What the frontend reads of an event is there in what the server documents. (`html` is: every Markdown event has it.)
  type Reads<T extends EventType> = Omit<EventFields[T], "html" | "previous">;
  expectTypeOf<Documented["person.joined"]>().toExtend<Reads<"person.joined">>();
  expectTypeOf<Documented["person.changed"]>().toExtend<Reads<"person.changed">>();
  expectTypeOf<Documented["person.erased"]>().toExtend<Reads<"person.erased">>();
  expectTypeOf<Documented["person.banned"]>().toExtend<Reads<"person.banned">>();
  expectTypeOf<Documented["person.unbanned"]>().toExtend<Reads<"person.unbanned">>();
  expectTypeOf<Documented["person.role_changed"]>().toExtend<Reads<"person.role_changed">>();
  expectTypeOf<Documented["post.created"]>().toExtend<Reads<"post.created">>();
  expectTypeOf<Documented["post.edited"]>().toExtend<Reads<"post.edited">>();
  expectTypeOf<Documented["post.deleted"]>().toExtend<Reads<"post.deleted">>();
  expectTypeOf<Documented["post.erased"]>().toExtend<Reads<"post.erased">>();
  expectTypeOf<Documented["post.liked"]>().toExtend<Reads<"post.liked">>();
  expectTypeOf<Documented["post.unliked"]>().toExtend<Reads<"post.unliked">>();
  expectTypeOf<Documented["post.voted"]>().toExtend<Reads<"post.voted">>();
  expectTypeOf<Documented["comment.added"]>().toExtend<Reads<"comment.added">>();
  expectTypeOf<Documented["comment.edited"]>().toExtend<Reads<"comment.edited">>();
  expectTypeOf<Documented["comment.deleted"]>().toExtend<Reads<"comment.deleted">>();
  expectTypeOf<Documented["comment.erased"]>().toExtend<Reads<"comment.erased">>();
  expectTypeOf<Documented["comment.liked"]>().toExtend<Reads<"comment.liked">>();
  expectTypeOf<Documented["comment.unliked"]>().toExtend<Reads<"comment.unliked">>();
});

const KNOWN: Record<EventType, "moves something shown" | "moves nothing shown"> = {
  // Who joined, and who is banned, is shown nowhere live.
  "person.joined": "moves nothing shown",
  "person.banned": "moves nothing shown",
  "person.unbanned": "moves nothing shown",
  "person.changed": "moves something shown",
  "person.erased": "moves something shown",
  "person.role_changed": "moves something shown",
  "post.created": "moves something shown",
  "post.edited": "moves something shown",
  "post.deleted": "moves something shown",
  "post.erased": "moves something shown",
  "post.liked": "moves something shown",
  "post.unliked": "moves something shown",
  "post.voted": "moves something shown",
  "comment.added": "moves something shown",
  "comment.edited": "moves something shown",
  "comment.deleted": "moves something shown",
  "comment.erased": "moves something shown",
  "comment.liked": "moves something shown",
  "comment.unliked": "moves something shown",
};

test("the document lists exactly the events that are listed here", () => {
  const names = Object.keys(document.components.schemas).filter((name) => name.startsWith("Event."));
  expect(names.map((name) => name.slice("Event.".length)).sort()).toEqual(Object.keys(KNOWN).sort());
});

/** A world in which whatever the sample is about is on the screen. */
function folded(sample: LoggiaEvent): boolean {
  const of = (field: string) => String((sample as unknown as Record<string, unknown>)[field] ?? "x");
  const somebody = { id: of("person"), username: "n", display_name: "N", avatar: "a" };
  const at = "2026-01-01T00:00:00Z";
  const text = { title: "-", body: "-", html: "-" };
  const poll = {
    options: Array.from({ length: 20 }, () => ({ text: "o", votes: 5 })),
    multiple: true,
    closed: false,
    voted: [],
  };
  const post = {
    ...{ id: of("post"), author: somebody, kind: "poll" as const, ...text, poll },
    ...{ likes: 5, liked: false, comments: 5, created_at: at, position: 0 },
  };
  const comment = {
    ...{
      id: of("comment"),
      post: of("post"),
      author: somebody,
      body: "-",
      html: "-",
      likes: 5,
      liked: false,
    },
    ...{ created_at: at, deleted: false, position: 0, arrived: false },
  };
  const one: OnePostState = { id: post.id, post, deleted: false, position: 0 };
  const others: FeedState = { sort: "new", author: undefined, pages: [], fresh: [], position: 0 };
  const comments: CommentsState = {
    post: post.id,
    pages: [{ items: [comment], position: 0, next: null }],
    position: 0,
  };
  const none: CommentsState = { post: post.id, pages: [], position: 0 };
  const profile: ProfileState = {
    person: {
      ...somebody,
      bio: "-",
      joined_at: at,
      role: sample.type === "person.role_changed" && sample.role === "admin" ? "member" : "admin",
    },
    position: 0,
  };
  return (
    foldOnePost(one, sample, "viewer") !== one ||
    foldFeed(others, sample, "viewer") !== others ||
    foldComments(comments, sample, "viewer") !== comments ||
    foldComments(none, sample, "viewer") !== none ||
    foldProfile(profile, sample, "viewer") !== profile
  );
}

const place = join(import.meta.dirname, "../../../tests/wire");
const files = readdirSync(place).filter((file) => file.endsWith(".json"));

describe("the golden samples", () => {
  test("are there for every event", () => {
    const types = new Set(files.map(typeOf));
    expect(Object.keys(KNOWN).filter((type) => !types.has(type))).toEqual([]);
  });

  test.each(files)("%s is folded, or known to move nothing", (file) => {
    const type = typeOf(file);
    expect(Object.keys(KNOWN)).toContain(type);
    const fields: object = JSON.parse(readFileSync(join(place, file), "utf8"));
    const meta = { type, seq: 7, actor: "somebody", topics: [], html: "<p>rendered</p>" };
    const sample = { ...meta, ...fields } as unknown as EventOf<EventType> as LoggiaEvent;
    expect(folded(sample)).toBe(KNOWN[type as EventType] === "moves something shown");
  });
});

/** `post.created.json`, or `post.created.2.json` for a later shape of it. */
function typeOf(file: string): string {
  return file.replace(/(\.[^.a-z]+)?\.json$/, "");
}
