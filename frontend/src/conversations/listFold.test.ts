import { describe, expect, test } from "vitest";
import type { LoggiaEvent } from "../net/events";
import {
  type Conversation,
  type ConversationsState,
  counted,
  foldConversations,
  marked,
  put,
} from "./listFold";

const me = "me";
const at = "2026-01-01T00:00:00Z";

function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  const seat = (who: string) => ({
    person: { id: who, username: who, display_name: who, avatar: null },
    role: "member" as const,
    joined_at: at,
  });
  const rest = {
    level: "all" as const,
    last_message: null,
    unread: 0,
    read_up_to: 50,
    created_at: at,
    position: 100,
    counted: 100,
  };
  const members = [seat(me), seat("ada")];
  return { id, kind: "group", name: id, members, member_count: 2, role: "member", ...rest, ...more };
}

const state: ConversationsState = {
  items: [conversation("one"), conversation("two"), conversation("pair", { kind: "direct", name: null })],
  missing: [],
  position: 100,
};

function event(type: string, id: string, fields: object, seq = 200, actor = "ada"): LoggiaEvent {
  const meta = { seq, at: "2026-02-02T00:00:00Z", actor, topics: [] };
  return { type, conversation: id, ...meta, ...fields } as unknown as LoggiaEvent;
}

const fold = (from: ConversationsState, ...events: LoggiaEvent[]) =>
  events.reduce((now, each) => foldConversations(now, each, me), from);
const ids = (of: ConversationsState) => of.items.map((each) => each.id);
const of = (from: ConversationsState, id: string) => from.items.find((each) => each.id === id);
const sent = (id: string, seq: number, actor = "ada", message = `m${seq}`) =>
  event("message.sent", id, { message, body: "hello", html: "hello" }, seq, actor);

describe("a message", () => {
  test("brings its conversation up and is unread, once", () => {
    const after = fold(state, sent("two", 201), sent("two", 201), sent("two", 202));
    expect(ids(after)).toEqual(["two", "one", "pair"]);
    expect(of(after, "two")).toMatchObject({ unread: 2, last_message: { id: "m202" } });
  });

  test("of one's own counts as reading what was before it", () => {
    const after = fold(state, sent("two", 201), sent("two", 202, me));
    expect(of(after, "two")).toMatchObject({ unread: 0, read_up_to: 202 });
  });

  test("in a conversation that is not in the list asks for it", () => {
    const after = fold(state, sent("new", 201), sent("new", 202));
    expect(after.missing).toMatchObject([{ id: "new" }]);
    const read = put(after, "new", conversation("new", { position: 202, unread: 2 }));
    expect(read.missing).toEqual([]);
    expect(ids(read)[0]).toBe("new");
    expect(fold(read, sent("new", 202))).toBe(read);
  });

  test("that was last and is edited or deleted shows as it is now", () => {
    const said = fold(state, sent("one", 201, "ada", "m"));
    const edit = event("message.edited", "one", { message: "m", body: "better", html: "better" }, 202);
    expect(of(fold(said, edit), "one")?.last_message?.body).toBe("better");
    const gone = event("message.deleted", "one", { message: "m" }, 202);
    expect(of(fold(said, gone), "one")?.last_message?.deleted).toBe(true);
  });
});

describe("who is in it", () => {
  const left = (person: string, kind = "group") => event("conversation.left", "one", { person, kind });

  test("others come and go; the heir of an owner owns it", () => {
    const joined = fold(state, event("conversation.joined", "one", { person: "ben", role: "member" }));
    expect(of(joined, "one")).toMatchObject({ member_count: 3 });
    const after = fold(
      joined,
      event("conversation.left", "one", { person: "ada", kind: "group", heir: "ben" }),
    );
    expect(of(after, "one")?.members.map((each) => [each.person.id, each.role])).toEqual([
      [me, "member"],
      ["ben", "owner"],
    ]);
  });

  test("whoever is out no longer has it in the list; lifting a ban changes nothing", () => {
    expect(ids(fold(state, left(me)))).toEqual(["two", "pair"]);
    expect(ids(fold(state, event("conversation.removed", "one", { person: me })))).not.toContain("one");
    const ban = (banned: boolean) => event("conversation.banned", "one", { person: me, banned });
    expect(ids(fold(state, ban(true)))).not.toContain("one");
    expect(fold(state, ban(false))).toBe(state);
  });

  test("the other one of two stays in the picture when they put it out of sight", () => {
    const hidden = event("conversation.left", "pair", { person: "ada", kind: "direct" });
    expect(fold(state, hidden)).toBe(state);
  });

  test("an owner who hands over is a moderator", () => {
    const fields = { person: "ada", role: "owner", previous_owner: me };
    const after = fold(state, event("conversation.role_changed", "one", fields));
    expect(of(after, "one")?.members.map((each) => each.role)).toEqual(["moderator", "owner"]);
  });

  test("what one is added to is asked for; a room that opens is nobody's yet", () => {
    const opened = (kind: string) => event("conversation.opened", "new", { kind, people: [me] });
    expect(fold(state, opened("group")).missing).toMatchObject([{ id: "new" }]);
    expect(fold(state, opened("room"))).toBe(state);
  });
});

describe("a marker with the server's count", () => {
  const events = [sent("one", 201), sent("one", 202), sent("two", 203), sent("one", 204)];
  const tell = (from: ConversationsState, up_to: number, unread: number, position: number) => {
    const after = events.filter((each) => each.seq > position);
    return counted(from, "one", { up_to, unread, position }, after, me);
  };

  test("moves forward only", () => {
    const read = tell(fold(state, ...events), 201, 2, 204);
    expect(of(read, "one")).toMatchObject({ read_up_to: 201, unread: 2 });
    expect(of(tell(read, 150, 5, 205), "one")).toMatchObject({ read_up_to: 201, unread: 2 });
  });

  test("does not hide what was said after it was counted and heard before it", () => {
    expect(of(tell(fold(state, ...events), 202, 0, 203), "one")?.unread).toBe(1);
  });

  test("is not added to by what it counted and what is heard after it", () => {
    const early = tell(fold(state, ...events.slice(0, 2)), 202, 1, 204);
    expect(of(fold(early, ...events.slice(2)), "one")).toMatchObject({
      unread: 1,
      last_message: { id: "m204" },
    });
    expect(of(fold(early, sent("one", 205)), "one")?.unread).toBe(2);
  });

  test("that is older than what was read is left", () => {
    const read = put(state, "one", conversation("one", { position: 204, counted: 204, unread: 1 }));
    expect(of(tell(read, 202, 0, 203), "one")?.unread).toBe(1);
  });
});

test("one's own marker leaves what was said while it was on its way", () => {
  const unread = fold(state, sent("one", 201), sent("one", 202));
  expect(of(marked(unread, "one", 202), "one")).toMatchObject({ read_up_to: 202, unread: 0 });
  const later = fold(unread, sent("one", 203));
  expect(of(marked(later, "one", 202), "one")).toMatchObject({ read_up_to: 202, unread: 3 });
});

test("names, levels and mutes are as they were told last", () => {
  const after = fold(
    state,
    event("conversation.changed", "one", { name: "Arcade" }),
    event("conversation.level_changed", "one", { person: me, level: "none" }, 201, me),
    event("conversation.muted", "one", { person: me, muted: true }, 202),
  );
  expect(of(after, "one")).toMatchObject({ name: "Arcade", level: "none", muted: true });
});

test("whoever looks at the members sees who may not write, and until when", () => {
  const until = "2026-03-03T00:00:00Z";
  const ada = (from: ConversationsState) => of(from, "one")?.members.find((each) => each.person.id === "ada");
  const quiet = fold(state, event("conversation.muted", "one", { person: "ada", muted: true, until }));
  expect(ada(quiet)).toMatchObject({ muted: true, muted_until: until });
  expect(of(quiet, "one")?.muted).toBeFalsy();
  const over = fold(quiet, event("conversation.muted", "one", { person: "ada", muted: false }, 201));
  expect(ada(over)).toMatchObject({ muted: false, muted_until: null });
});
