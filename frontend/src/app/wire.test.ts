/** The frontend and the server mean the same events: their schemas, and the golden samples of every event ever written. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, test } from "vitest";
import document from "../../openapi.json";
import type { components } from "../api/schema.gen";
import { type CommentsState, foldComments } from "../comments/fold";
import { foldMessages, type MessagesState } from "../conversations/fold";
import { type ConversationsState, foldConversations } from "../conversations/listFold";
import { foldTies, type TiesState } from "../friends/fold";
import { foldGame, type GameState } from "../games/fold";
import { foldGames, type GamesState } from "../games/listFold";
import type { EventFields, EventOf, EventType, LoggiaEvent } from "../net/events";
import { foldProfile, type ProfileState } from "../people/fold";
import { type FeedState, foldFeed, foldOnePost, type OnePostState } from "../posts/fold";
import { foldRemarks, type RemarksState } from "../spectators/fold";

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
  expectTypeOf<Documented["friend.requested"]>().toExtend<Reads<"friend.requested">>();
  expectTypeOf<Documented["friend.accepted"]>().toExtend<Reads<"friend.accepted">>();
  expectTypeOf<Documented["friend.declined"]>().toExtend<Reads<"friend.declined">>();
  expectTypeOf<Documented["friend.cancelled"]>().toExtend<Reads<"friend.cancelled">>();
  expectTypeOf<Documented["friend.removed"]>().toExtend<Reads<"friend.removed">>();
  expectTypeOf<Documented["person.blocked"]>().toExtend<Reads<"person.blocked">>();
  expectTypeOf<Documented["person.unblocked"]>().toExtend<Reads<"person.unblocked">>();
  expectTypeOf<Documented["conversation.opened"]>().toExtend<Reads<"conversation.opened">>();
  expectTypeOf<Documented["conversation.changed"]>().toExtend<Reads<"conversation.changed">>();
  expectTypeOf<Documented["conversation.joined"]>().toExtend<Reads<"conversation.joined">>();
  expectTypeOf<Documented["conversation.left"]>().toExtend<Reads<"conversation.left">>();
  expectTypeOf<Documented["conversation.removed"]>().toExtend<Reads<"conversation.removed">>();
  expectTypeOf<Documented["conversation.role_changed"]>().toExtend<Reads<"conversation.role_changed">>();
  expectTypeOf<Documented["conversation.muted"]>().toExtend<Reads<"conversation.muted">>();
  expectTypeOf<Documented["conversation.banned"]>().toExtend<Reads<"conversation.banned">>();
  expectTypeOf<Documented["conversation.level_changed"]>().toExtend<Reads<"conversation.level_changed">>();
  expectTypeOf<Documented["message.sent"]>().toExtend<Reads<"message.sent">>();
  expectTypeOf<Documented["message.edited"]>().toExtend<Reads<"message.edited">>();
  expectTypeOf<Documented["message.deleted"]>().toExtend<Reads<"message.deleted">>();
  expectTypeOf<Documented["message.erased"]>().toExtend<Reads<"message.erased">>();
  expectTypeOf<Documented["message.reacted"]>().toExtend<Reads<"message.reacted">>();
  expectTypeOf<Documented["message.unreacted"]>().toExtend<Reads<"message.unreacted">>();
  expectTypeOf<Documented["message.pinned"]>().toExtend<Reads<"message.pinned">>();
  expectTypeOf<Documented["message.unpinned"]>().toExtend<Reads<"message.unpinned">>();
  expectTypeOf<Documented["call.started"]>().toExtend<Reads<"call.started">>();
  expectTypeOf<Documented["call.accepted"]>().toExtend<Reads<"call.accepted">>();
  expectTypeOf<Documented["call.ended"]>().toExtend<Reads<"call.ended">>();
  expectTypeOf<Documented["game.opened"]>().toExtend<Reads<"game.opened">>();
  expectTypeOf<Documented["game.joined"]>().toExtend<Reads<"game.joined">>();
  expectTypeOf<Documented["game.cancelled"]>().toExtend<Reads<"game.cancelled">>();
  expectTypeOf<Documented["game.moved"]>().toExtend<Reads<"game.moved">>();
  expectTypeOf<Documented["game.resigned"]>().toExtend<Reads<"game.resigned">>();
  expectTypeOf<Documented["game.flagged"]>().toExtend<Reads<"game.flagged">>();
  expectTypeOf<Documented["game.drawn"]>().toExtend<Reads<"game.drawn">>();
  expectTypeOf<Documented["game.claimed"]>().toExtend<Reads<"game.claimed">>();
  expectTypeOf<Documented["game.draw_offered"]>().toExtend<Reads<"game.draw_offered">>();
  expectTypeOf<Documented["game.draw_declined"]>().toExtend<Reads<"game.draw_declined">>();
  expectTypeOf<Documented["game.rematch_offered"]>().toExtend<Reads<"game.rematch_offered">>();
  expectTypeOf<Documented["spectator.said"]>().toExtend<Reads<"spectator.said">>();
  expectTypeOf<Documented["spectator.erased"]>().toExtend<Reads<"spectator.erased">>();
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
  "friend.requested": "moves something shown",
  "friend.accepted": "moves something shown",
  "friend.declined": "moves something shown",
  "friend.cancelled": "moves something shown",
  "friend.removed": "moves something shown",
  "person.blocked": "moves something shown",
  "person.unblocked": "moves something shown",
  "conversation.opened": "moves something shown",
  "conversation.changed": "moves something shown",
  "conversation.joined": "moves something shown",
  "conversation.left": "moves something shown",
  "conversation.removed": "moves something shown",
  "conversation.role_changed": "moves something shown",
  "conversation.muted": "moves something shown",
  "conversation.banned": "moves something shown",
  "conversation.level_changed": "moves something shown",
  "message.sent": "moves something shown",
  "message.edited": "moves something shown",
  "message.deleted": "moves something shown",
  "message.erased": "moves something shown",
  "message.reacted": "moves something shown",
  "message.unreacted": "moves something shown",
  "message.pinned": "moves something shown",
  "message.unpinned": "moves something shown",
  // They ring, and are no list's: `calls/phone.test.ts`.
  "call.started": "moves nothing shown",
  "call.accepted": "moves nothing shown",
  "call.ended": "moves nothing shown",
  "game.opened": "moves something shown",
  "game.joined": "moves something shown",
  "game.cancelled": "moves something shown",
  "game.moved": "moves something shown",
  "game.resigned": "moves something shown",
  "game.flagged": "moves something shown",
  "game.drawn": "moves something shown",
  "game.claimed": "moves something shown",
  "game.draw_offered": "moves something shown",
  "game.draw_declined": "moves something shown",
  "game.rematch_offered": "moves something shown",
  "spectator.said": "moves something shown",
  "spectator.erased": "moves something shown",
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
    foldProfile(profile, sample, "viewer") !== profile ||
    tied(somebody, sample) ||
    talked(sample) ||
    played(sample) ||
    remarked(sample)
  );
}

/** Whether it moves somebody in or out of a list of mine: done by me to them, and by them to me. */
function tied(somebody: TiesState["friends"]["items"][number]["person"], sample: LoggiaEvent): boolean {
  const none = { items: [], position: 0 };
  const [me, other] = ["viewer", "somebody"];
  const list = {
    items: [somebody, { ...somebody, id: other }].map((person) => ({ person, created_at: "" })),
    position: 0,
  };
  const empty: TiesState = { friends: none, incoming: none, outgoing: none, blocked: none, position: 0 };
  const friends: TiesState = { ...empty, friends: list };
  const asks: TiesState = { ...empty, incoming: list };
  const barred: TiesState = { ...empty, blocked: list };
  return [
    { ...sample, actor: me },
    { ...sample, actor: other, person: me },
  ].some((each) =>
    [empty, friends, asks, barred].some((state) => foldTies(state, each as LoggiaEvent, me) !== state),
  );
}

/** Whether it moves a conversation, or a message in it: mine, another's, or one that is not in the list yet. */
function talked(sample: LoggiaEvent): boolean {
  const of = (field: string) => String((sample as unknown as Record<string, unknown>)[field] ?? "x");
  const at = "2026-01-01T00:00:00Z";
  const author = { id: "somebody", username: "n", display_name: "N", avatar: null };
  const text = {
    body: "-",
    html: "-",
    mentions: [],
    reactions: [{ emoji: of("emoji"), count: 2, mine: false }],
  };
  const flags = { pinned: sample.type === "message.unpinned", deleted: false, sent_position: 0, position: 0 };
  const message = {
    id: of("message"),
    conversation: of("conversation"),
    author,
    created_at: at,
    ...text,
    ...flags,
  };
  const messages: MessagesState = {
    conversation: of("conversation"),
    pages: [{ items: [message], position: 0 }],
    older: null,
    newer: null,
    position: 0,
  };
  const one: ConversationsState["items"][number] = {
    ...{ id: of("conversation"), kind: "group", name: "-", members: [], member_count: 1, role: "member" },
    ...{
      level: "none",
      last_message: null,
      unread: 0,
      read_up_to: 0,
      created_at: at,
      position: 0,
      counted: 0,
    },
  };
  const seat = { person: { ...author, id: of("person") }, role: "owner" as const, joined_at: at };
  const lists: ConversationsState[] = [[], [one], [{ ...one, members: [seat] }]].map((items) => ({
    ...{ items, missing: [], position: 0 },
  }));
  return (
    foldMessages(messages, sample, "viewer") !== messages ||
    lists.some((list) => foldConversations(list, sample, "viewer") !== list) ||
    lists.some((list) => foldConversations(list, sample, of("person")) !== list)
  );
}

/** Whether it moves a game of somebody's: one that waits, or one that runs with an offer; or the list it is not in yet. */
function played(sample: LoggiaEvent): boolean {
  const of = (field: string) => String((sample as unknown as Record<string, unknown>)[field] ?? "x");
  const person = { id: of("first"), username: "n", display_name: "N", avatar: null };
  const board = Array.from({ length: 6 }, () => ".......");
  const waits: GameState["game"] = {
    ...{ id: of("game"), kind: of("kind"), state: "open", players: [{ seat: "first", person }], turn: null },
    ...{ ply: 0, awaits: [], board, created_at: "2026-01-01T00:00:00Z", position: 0 },
  };
  const runs: GameState["game"] = { ...waits, state: "active", turn: "first", draw_offered_by: "second" };
  const none: GamesState = { items: [], everybody: false, position: 0 };
  return (
    foldGames(none, sample, person.id) !== none ||
    [waits, runs].some((game) => {
      const state: GameState = { game, rough: undefined, position: 0 };
      return foldGame(state, sample, "viewer") !== state;
    })
  );
}

/** Whether it moves what spectators say: an empty list, or one with a remark of whoever did it. */
function remarked(sample: LoggiaEvent): boolean {
  const game = String((sample as unknown as Record<string, unknown>).game ?? "x");
  const sender = { id: "somebody", username: "n", display_name: "N", avatar: null };
  const remark = { id: "r", game, sender, body: "-", created_at: "2026-01-01T00:00:00Z", position: 1 };
  const none: RemarksState = { game, items: [], next: null, position: 0 };
  return [none, { ...none, items: [remark] }].some((state) => {
    const concerns = sample.type === "spectator.said" || sample.type === "spectator.erased";
    return concerns && foldRemarks(state, sample, "viewer") !== state;
  });
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
