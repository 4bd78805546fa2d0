import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { sent } from "./support/acts";
import { type Account, api } from "./support/api";
import { suite } from "./support/suite";
import { messageOf, pairOf, speak } from "./support/talk";
import { until } from "./support/until";

const { people, person } = suite();

/** What one can do about the whole conversation. */
function menuOf(page: Page): Locator {
  return page.locator("main header").getByRole("button", { name: "More" });
}

/** A group that the first of them owns. */
async function groupOf(owner: Awaited<ReturnType<typeof person>>, ...others: { account: Account }[]) {
  const people = await Promise.all(
    others.map(async ({ account }) => {
      const { id } = await api<{ id: string }>(owner.account, "GET", `/people/@${account.username}`);
      return id;
    }),
  );
  const body = { kind: "group", name: "Baking", people };
  const { id } = await api<{ id: string }>(owner.account, "POST", "/conversations", body);
  return { id, people };
}

test("the owner mutes somebody, lets them write again, bans them and lifts the ban", async () => {
  const [ada, ben] = await people("ada", "ben");
  const { id, people: others } = await groupOf(ada, ben);
  await Promise.all([ada, ben].map(({ page }) => page.goto(`/conversations/${id}`)));
  await ben.page.getByRole("textbox", { name: "Message" }).waitFor();

  const pick = async (act: string) => {
    await ada.page
      .getByRole("dialog")
      .getByRole("listitem")
      .filter({ hasText: `@${ben.account.username}` })
      .getByRole("button", { name: "More" })
      .click();
    await ada.page.getByRole("menuitem", { name: act }).click();
  };
  await menuOf(ada.page).click();
  await ada.page.getByRole("menuitem", { name: "Who is in it" }).click();
  await pick("Mute");
  await ada.page
    .getByRole("dialog", { name: /^Mute/ })
    .getByRole("radio", { name: "A day" })
    .check({ force: true });
  await ada.page
    .getByRole("dialog", { name: /^Mute/ })
    .getByRole("button", { name: "Mute", exact: true })
    .click();
  await ben.page.getByText(/has muted you for now/).waitFor();
  await ada.page.getByText("May write again in 24 h").waitFor();
  await pick("Let them write again");
  await ben.page.getByRole("textbox", { name: "Message" }).waitFor();
  await ada.page.getByText("May write again in 24 h").waitFor({ state: "detached" });

  // What has an end ends by itself in a page that is open.
  await api(ada.account, "PUT", `/conversations/${id}/mutes/${others[0]}`, {
    until: new Date(Date.now() + 6_000).toISOString(),
  });
  await ben.page.getByText(/has muted you for now/).waitFor();
  await ben.page.getByRole("textbox", { name: "Message" }).waitFor();

  await pick("Ban");
  await ada.page
    .getByRole("dialog", { name: /^Ban/ })
    .getByRole("button", { name: "Ban", exact: true })
    .click();
  await ben.page.getByText("There is no such conversation, or you are not in it any more.").waitFor();
  await ada.page.getByText("1 person is banned").click();
  await ada.page.getByRole("button", { name: /^Lift the ban of/ }).click();
  await until(
    "nobody is banned",
    10_000,
    async () => (await ada.page.getByText("1 person is banned").count()) === 0,
  );
});

test("pins are listed, lead to their message, and come off", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  await ada.page.goto(`/conversations/${pair}`);
  await speak(ada.page, "The key is under the pot.");
  await messageOf(ada.page, "The key is under the pot.").waitFor();
  await sent(ada.page);
  await messageOf(ada.page, "The key is under the pot.").hover();
  await messageOf(ada.page, "The key is under the pot.").getByRole("button", { name: "More" }).click();
  await ada.page.getByRole("menuitem", { name: "Pin" }).click();
  await messageOf(ada.page, "The key is under the pot.").getByText("pinned").waitFor();

  await ben.page.goto(`/conversations/${pair}`);
  await menuOf(ben.page).click();
  await ben.page.getByRole("menuitem", { name: "Pinned messages" }).click();
  const list = ben.page.getByRole("dialog", { name: "Pinned messages" });
  await list.getByText("The key is under the pot.").waitFor();
  await list.getByRole("button", { name: /^Take the pin off/ }).click();
  await list.getByText(/^Nothing is pinned here/).waitFor();
});

test("what a message said before its change can be read", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  const { id } = await api<{ id: string }>(ada.account, "POST", `/conversations/${pair}/messages`, {
    body: "At five",
  });
  await api(ada.account, "PATCH", `/messages/${id}`, { body: "At six" });
  await ben.page.goto(`/conversations/${pair}`);
  await messageOf(ben.page, "At six")
    .getByRole("button", { name: /^edited/ })
    .click();
  const versions = ben.page.getByRole("dialog", { name: "Earlier versions" });
  await versions.getByRole("deletion").filter({ hasText: "five" }).waitFor();
  await versions.getByRole("insertion").filter({ hasText: "six" }).waitFor();
});

test("an answer leads to a message far back, from there on to now, and back to where one was", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  const say = (body: string, reply_to?: string) =>
    api<{ id: string }>(ada.account, "POST", `/conversations/${pair}/messages`, {
      body,
      ...(reply_to && { reply_to }),
    });
  const first = await say("It began here.");
  for (let i = 0; i < 160; i++) await say(`number ${i}.`);
  await say("Do you remember?", first.id);
  await ben.page.goto(`/conversations/${pair}`);
  await ben.page.getByRole("button", { name: "162 new messages" }).click();
  await messageOf(ben.page, "Do you remember?")
    .getByRole("button", { name: /It began here/ })
    .click();
  await messageOf(ben.page, "It began here.").waitFor();
  await ben.page.getByText(/^This is where you and/).waitFor();

  await ben.page.getByRole("button", { name: "Back to where you were" }).click();
  await messageOf(ben.page, "Do you remember?").waitFor();
  await messageOf(ben.page, "Do you remember?")
    .getByRole("button", { name: /It began here/ })
    .click();
  await messageOf(ben.page, "number 0.").waitFor();

  // What is said meanwhile is counted, and there when one goes back to now.
  await say("Are you there?");
  await ben.page.getByRole("button", { name: "1 new message" }).click();
  await messageOf(ben.page, "Are you there?").waitFor();
  await ben.page.getByRole("button", { name: /To the latest/ }).waitFor({ state: "hidden" });
});

test("who has more than a page to read begins where they had read to, with a way to the latest", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  const say = (body: string) => api(ada.account, "POST", `/conversations/${pair}/messages`, { body });
  await say("Read this.");
  await ben.page.goto(`/conversations/${pair}`);
  await messageOf(ben.page, "Read this.").waitFor();
  await until("it is read", 10_000, async () => {
    const { unread } = await api<{ unread: number }>(ben.account, "GET", `/conversations/${pair}`);
    return unread === 0;
  });
  await ben.page.goto("/");
  for (let i = 0; i < 70; i++) await say(`number ${i}.`);
  await ben.page.goto(`/conversations/${pair}`);
  await messageOf(ben.page, "Read this.").waitFor();
  const line = ben.page.getByText("New messages", { exact: true });
  await line.waitFor();
  const [top, bottom] = await line.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    const log = element.closest("[role=log]")?.getBoundingClientRect();
    return [top - (log?.top ?? 0), (log?.bottom ?? 0) - bottom];
  });
  expect(Math.min(top, bottom), "the line is in sight").toBeGreaterThanOrEqual(0);
  await ben.page.getByRole("button", { name: "70 new messages" }).click();
  await messageOf(ben.page, "number 69.").waitFor();
  await until(
    "all of it is read",
    10_000,
    async () => (await ben.page.getByText(/\d new message/).count()) === 0,
  );
});

test("from a place in the past one reads on down to now without a gap", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  const ids: string[] = [];
  for (let i = 0; i < 230; i++) {
    const said = await api<{ id: string }>(ada.account, "POST", `/conversations/${pair}/messages`, {
      body: `number ${i}.`,
    });
    ids.push(said.id);
  }
  await ben.page.goto(`/conversations/${pair}?message=${ids[10]}`);
  await messageOf(ben.page, "number 10.").waitFor();
  const seen = await ben.page.getByRole("log").evaluate(async (log, last) => {
    const order: string[] = [];
    for (let i = 0; i < 2000 && !order.includes(last); i++) {
      for (const row of log.querySelectorAll<HTMLElement>("[data-message]")) {
        const id = row.dataset.message ?? "";
        if (!order.includes(id)) order.push(id);
      }
      log.scrollTo({ top: log.scrollTop + 300 });
      await new Promise((done) => setTimeout(done, 16));
    }
    return order;
  }, ids.at(-1) ?? "");
  const place = new Map(ids.map((id, index) => [id, index]));
  const from = seen.map((id) => place.get(id) ?? -1).sort((a, b) => a - b);
  expect(from.at(-1)).toBe(229);
  expect(from).toEqual(Array.from({ length: from.length }, (_, index) => 230 - from.length + index));
});

test("search finds people, posts and messages, and leads into the conversation", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  const word = `saffron${Date.now().toString(36)}`;
  await api(ada.account, "POST", "/posts", { title: `About ${word}`, body: "-", kind: "text" });
  await api(ada.account, "POST", `/conversations/${pair}/messages`, { body: `We need ${word}.` });
  await ben.page.goto("/search");
  await ben.page.getByRole("searchbox", { name: "What to find" }).fill(word);
  const results = ben.page.getByRole("list", { name: "Results" });
  await results.getByText(`About ${word}`).first().waitFor();
  await ben.page
    .getByRole("navigation", { name: "Where to look" })
    .getByRole("link", { name: "Messages" })
    .click();
  await until("posts are gone", 10_000, async () => (await results.getByText(`About ${word}`).count()) === 0);
  await results.getByText(`We need ${word}.`).click();
  await messageOf(ben.page, `We need ${word}.`).waitFor();
});
