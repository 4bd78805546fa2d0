import { beforeEach, expect, test, vi } from "vitest";
import type { Ask, Client } from "../api/client";
import type { PresenceOf } from "../api/types";
import { settled } from "../net/testing/world";
import { PresenceBook } from "./book";

let asked: string[];
let statuses: Record<string, PresenceOf["status"]>;
let book: PresenceBook;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, statuses] = [[], {}];
  const request = async ({ query }: Ask) => {
    const ids = String(query?.people).split(",");
    asked.push(...ids);
    return { data: { people: ids.map((id) => ({ id, status: statuses[id] ?? "unknown" })) } };
  };
  book = new PresenceBook({ request } as unknown as Client);
  return () => void vi.useRealTimers();
});

async function gathered(): Promise<void> {
  vi.advanceTimersByTime(100);
  await settled();
}

test("who is on the screen is asked for once, together; nobody else", async () => {
  statuses = { ada: "online", ben: "away" };
  book.watch(["ada"]);
  book.watch(["ben", "ada"]);
  await gathered();
  await gathered();
  expect(asked).toEqual(["ada", "ben"]);
  expect([book.of("ada").status, book.of("ben").status, book.of("cleo").status]).toEqual([
    "online",
    "away",
    "unknown",
  ]);
});

test("a transition is shown without asking", async () => {
  statuses = { ada: "online" };
  book.watch(["ada"]);
  await gathered();
  book.hear({ op: "friend_presence_changed", person: "ada", status: "offline" });
  expect(book.of("ada").status).toBe("offline");
  expect(asked).toEqual(["ada"]);
});

test("the snapshot of a new connection replaces what was known, and who is on the screen is asked again", async () => {
  statuses = { ada: "online", ben: "online" };
  book.watch(["ada", "ben"]);
  await gathered();
  statuses = { ada: "online", ben: "offline" };
  book.hear({ op: "friends_online_snapshot", people: ["ada", "cleo"], away: ["cleo"] });
  const shown = ["ada", "ben", "cleo"].map((id) => book.of(id).status);
  expect(shown).toEqual(["online", "unknown", "away"]);
  await gathered();
  expect(book.of("ben").status).toBe("offline");
});

test("who is seen in a room is here; who is known to be away stays away", () => {
  book.hear({ op: "friend_presence_changed", person: "ben", status: "away" });
  book.hear({ op: "connected_users", conversation: "c", people: ["ada", "ben"] });
  expect([book.of("ada").status, book.of("ben").status]).toEqual(["online", "away"]);
});

test("who is no longer seen in a room is asked for again", async () => {
  statuses = { ada: "online" };
  book.watch(["ada"]);
  await gathered();
  book.hear({ op: "connected_users", conversation: "c", people: ["ada"] });
  statuses = { ada: "offline" };
  book.hear({ op: "connected_users", conversation: "c", people: [] });
  await gathered();
  expect(book.of("ada").status).toBe("offline");
});

test("who has left the screen is not asked for any more", async () => {
  const end = book.watch(["ada"]);
  end();
  await gathered();
  expect(asked).toEqual([]);
});
