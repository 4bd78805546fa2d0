/** A conversation of any length, answered page by page in the place of the server. */
import type { Page, Route } from "playwright-core";

export interface Talk {
  id: string;
  /** Who talks, by username. */
  people: readonly string[];
  count: number;
}

/** The positions of messages begin here: the server's own events lie below. */
const FIRST = 1_000;
/** 2026, a message a minute. */
const BEGINNING_MS = Date.UTC(2026, 0, 1);

/** Answers what this page asks of the conversation's messages. */
export async function answerMessages(page: Page, talk: Talk): Promise<void> {
  const senders = await Promise.all(
    talk.people.map(async (name) => {
      const answer = await page.request.get(`/api/people/@${name}`);
      const { id, username, display_name, avatar } = await answer.json();
      return { id, username, display_name, avatar };
    }),
  );
  await page.route(`**/api/conversations/${talk.id}/messages?*`, (route) => answer(route, talk, senders));
  // All of it has been read: one begins at now. The server knows nothing of that.
  const read_up_to = FIRST + talk.count;
  const known = <C extends { id: string }>(one: C) => (one.id === talk.id ? { ...one, read_up_to } : one);
  await page.route(/\/api\/conversations(\?|$)/, async (route) => {
    const response = await route.fetch();
    const list = await response.json();
    await route.fulfill({ response, json: { ...list, items: list.items.map(known) } });
  });
  await page.route(`**/api/conversations/${talk.id}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: known(await response.json()) });
  });
  await page.route(`**/api/conversations/${talk.id}/read`, (route) => route.fulfill({ status: 204 }));
}

async function answer(route: Route, talk: Talk, senders: object[]): Promise<void> {
  const asked = new URL(route.request().url()).searchParams;
  const limit = Number(asked.get("limit") ?? 20);
  const [from, to] = range(asked, talk.count, limit);
  const items = Array.from({ length: to - from }, (_, index) => message(talk, senders, to - 1 - index));
  const position = FIRST + talk.count;
  const next_cursor = from > 0 ? `before ${from}` : null;
  const newer_cursor = to < talk.count ? `after ${to - 1}` : null;
  const headers = { "Loggia-Position": String(position) };
  await route.fulfill({ headers, json: { items, next_cursor, newer_cursor, position } });
}

/** Which messages, by number: from one on up to before another. */
function range(asked: URLSearchParams, count: number, limit: number): [number, number] {
  const [way, number = "0"] = (asked.get("cursor") ?? "").split(" ");
  const at = Number(number);
  if (way === "before") return [Math.max(0, at - limit), at];
  if (way === "after") return [at + 1, Math.min(count, at + 1 + limit)];
  const around = asked.get("around");
  if (around === null) return [Math.max(0, count - limit), count];
  const middle = Number.parseInt(around.slice(-12), 16);
  const half = Math.ceil(limit / 2);
  return [Math.max(0, middle - half), Math.min(count, middle + half)];
}

const WORDS =
  "The east side is free until five and whoever brings the bread may choose the table so tell the others".split(
    " ",
  );

/** Of all kinds: short and long, with code, links, lists, answers, reactions. The same number is the same message. */
function message(talk: Talk, senders: object[], number: number): object {
  const words = WORDS.slice(0, 2 + ((number * 7) % 16)).join(" ");
  const more = number % 11 === 0 ? `<pre><code>let bread = ${number};\nshare(bread);</code></pre>` : "";
  const list = number % 17 === 0 ? "<ul><li>bread</li><li>cheese</li><li>olives</li></ul>" : "";
  const link = number % 5 === 0 ? ' <a href="/people/@ada" rel="nofollow">@ada</a>' : "";
  const position = FIRST + number;
  return {
    id: idOf(number),
    conversation: talk.id,
    // Several in a row are by one.
    sender: senders[Math.floor(number / 3) % senders.length],
    body: `number ${number}. ${words}`,
    html: `<p>number ${number}. ${words}${link}</p>${more}${list}`,
    ...(number % 13 === 0 && number > 3 && { reply_to: idOf(number - 3) }),
    mentions: [],
    reactions: number % 7 === 0 ? [{ emoji: "👍", count: 2, mine: number % 2 === 0 }] : [],
    created_at: new Date(BEGINNING_MS + number * 60_000).toISOString(),
    ...(number % 19 === 0 && { edited_at: new Date(BEGINNING_MS + number * 60_000 + 1000).toISOString() }),
    pinned: false,
    deleted: false,
    sent_position: position,
    position,
  };
}

function idOf(number: number): string {
  return `0190f0a0-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}
