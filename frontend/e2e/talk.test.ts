import { expect, test } from "vitest";
import { sent } from "./support/acts";
import { api } from "./support/api";
import { phone } from "./support/browser";
import { suite } from "./support/suite";
import { messageOf, pairOf, speak } from "./support/talk";
import { until } from "./support/until";

const { people, person } = suite();

test("two people talk: the dock, typing, unread, an answer", async () => {
  const [ada, ben] = await people("ada", "ben");
  await ben.page.goto("/conversations");
  await ben.page.getByText("You have not talked with anybody yet.").waitFor();

  // Ada writes beside Ben's profile, without leaving it.
  await ada.page.goto(`/people/@${ben.account.username}`);
  await ada.page.getByRole("button", { name: /^Message to/ }).click();
  await speak(ada.page, "Is the east side free?");
  await messageOf(ada.page, "Is the east side free?").waitFor();

  // Ben sees it come, and that it is unread, and opens it.
  const entry = ben.page.getByRole("main").getByRole("link", { name: /Is the east side free/ });
  await entry.waitFor();
  await ben.page.getByText("1 unread").first().waitFor({ state: "attached" });
  await entry.click();
  await messageOf(ben.page, "Is the east side free?").waitFor();
  await until("it is read", 10_000, async () => (await ben.page.getByText("1 unread").count()) === 0);

  await ben.page.getByRole("textbox", { name: "Message" }).pressSequentially("Until five");
  await ada.page
    .getByText(/is writing$/)
    .first()
    .waitFor();
  await ben.page.keyboard.press("Enter");
  await messageOf(ada.page, "Until five").waitFor();
  await until(
    "nobody is writing",
    10_000,
    async () => (await ada.page.getByText(/is writing$/).count()) === 0,
  );
});

test("what I say is one row from the first moment on: no second one, no flash", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  await ada.page.goto(`/conversations/${pair}`);
  await ada.page.getByRole("textbox", { name: "Message" }).waitFor();
  await ada.page.evaluate(() => {
    const counts: number[] = [];
    Object.assign(window, { counts });
    const look = () => {
      const rows = [...document.querySelectorAll("article p")].filter((p) => p.textContent === "Only once");
      if (counts.at(-1) !== rows.length) counts.push(rows.length);
      requestAnimationFrame(look);
    };
    look();
  });
  await speak(ada.page, "Only once");
  await messageOf(ada.page, "Only once").waitFor();
  await sent(ada.page);
  await ada.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  expect(await ada.page.evaluate(() => (window as unknown as { counts: number[] }).counts)).toEqual([0, 1]);
});

test("what is said offline is sent once and in order, also after a reload", async () => {
  const [ada, ben] = [await person("ada", { loadsAhead: true }), await person("ben")];
  ada.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const pair = await pairOf(ada.account, ben.account);
  await ben.page.goto(`/conversations/${pair}`);
  await ada.page.goto(`/conversations/${pair}`);
  await ada.page.getByRole("textbox", { name: "Message" }).waitFor();
  await ada.page.waitForLoadState("networkidle");
  await ada.context.setOffline(true);
  for (const words of ["first", "second", "third"]) await speak(ada.page, words);
  await messageOf(ada.page, "third").waitFor();
  await ada.context.setOffline(false);
  await ada.page.reload();
  await sent(ada.page);
  await messageOf(ben.page, "third").waitFor();
  const said = await ben.page.getByRole("log").getByRole("article").locator(".prose").allTextContents();
  expect(said.map((words) => words.trim())).toEqual(["first", "second", "third"]);
});

test("older messages come on scrolling up, and what one reads stays where it is", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  for (let i = 0; i < 130; i++) {
    await api(ada.account, "POST", `/conversations/${pair}/messages`, { body: `number ${i}.` });
  }
  await ada.page.goto(`/conversations/${pair}`);
  await messageOf(ada.page, "number 129.").waitFor();
  const log = ada.page.getByRole("log");
  const heightOf = () => log.evaluate((element) => element.scrollHeight);
  const height = await heightOf();
  // What is in the middle of the screen, just before the older ones are asked for and after they have come.
  const held = await log.evaluate(async (element) => {
    element.scrollTo({ top: 500 });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { left, top, width, height } = element.getBoundingClientRect();
    const middle = document.elementFromPoint(left + width / 2, top + height / 2)?.closest("[data-message]");
    return { id: middle?.getAttribute("data-message"), top: middle?.getBoundingClientRect().top ?? 0 };
  });
  await until("older ones are here", 15_000, async () => (await heightOf()) > height + 1000);
  const after = await ada.page.evaluate(
    (id) => document.querySelector(`[data-message="${id}"]`)?.getBoundingClientRect().top,
    held.id,
  );
  expect(Math.abs((after ?? Number.NaN) - held.top)).toBeLessThan(8);
  await log.evaluate(async (element) => {
    for (let i = 0; i < 200 && element.scrollTop > 0; i++) {
      element.scrollTo({ top: element.scrollTop - 600 });
      await new Promise((done) => requestAnimationFrame(done));
    }
  });
  // That it began here is written above the messages, in sight or not, once nothing older is left to come. What
  // came last stands above what one reads, so one is no longer at the top then.
  await until("everything older is here", 15_000, async () => {
    await log.evaluate((element) => element.scrollTo({ top: 0 }));
    return (await ada.page.getByText(/^This is where you and/).count()) === 1;
  });
  // From here on nothing comes: going to the top once is enough, and rows measured late do not push one away.
  await log.evaluate((element) => element.scrollTo({ top: 0 }));
  await messageOf(ada.page, "number 0.").waitFor();
  expect(await log.evaluate((element) => element.scrollTop)).toBe(0);
});

test("edits, reactions, answers and deletions are seen by who is looking", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  await Promise.all([ada, ben].map(({ page }) => page.goto(`/conversations/${pair}`)));
  await speak(ada.page, "I bring bred.");
  await messageOf(ben.page, "I bring bred.").waitFor();

  // Arrow up edits what one said last.
  await ada.page.getByRole("textbox", { name: "Message" }).press("ArrowUp");
  const edit = ada.page.getByRole("textbox", { name: "Edit your message" });
  await edit.fill("I bring bread.");
  await edit.press("Enter");
  await messageOf(ben.page, "I bring bread.").waitFor();
  await messageOf(ben.page, "I bring bread.").getByText("edited").waitFor();

  await messageOf(ben.page, "I bring bread.").hover();
  await messageOf(ben.page, "I bring bread.").getByRole("button", { name: "React", exact: true }).click();
  await ben.page.getByRole("button", { name: "party" }).click();
  await ada.page.getByRole("button", { name: "party, 1" }).click();
  await ben.page.getByRole("button", { name: "party, 2" }).waitFor();

  await messageOf(ben.page, "I bring bread.").hover();
  await messageOf(ben.page, "I bring bread.").getByRole("button", { name: "Answer", exact: true }).click();
  await speak(ben.page, "And I cheese.");
  await messageOf(ada.page, "And I cheese.")
    .getByRole("button", { name: /I bring bread/ })
    .waitFor();

  await messageOf(ada.page, "I bring bread.").first().hover();
  const first = ada.page.locator("[data-message]").first();
  await first.getByRole("button", { name: "More" }).click();
  await ada.page.getByRole("menuitem", { name: "Delete" }).click();
  await ada.page.getByRole("button", { name: "Delete", exact: true }).click();
  await ben.page.getByText("This message was deleted.").waitFor();
});

test("what is read in one tab is read in the other", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  await ben.page.goto("/");
  const other = await ben.context.newPage();
  await api(ada.account, "POST", `/conversations/${pair}/messages`, { body: "hello" });
  await ben.page.getByText(", 1 unread").first().waitFor({ state: "attached" });
  await other.goto(`/conversations/${pair}`);
  await messageOf(other, "hello").waitFor();
  await until("read here, too", 15_000, async () => (await ben.page.getByText(", 1 unread").count()) === 0);
});

test("on a phone a conversation is all there is, and a half-written message is kept", async () => {
  const ben = await person("ben");
  const ada = await person("ada", { viewport: phone });
  const pair = await pairOf(ada.account, ben.account);
  await ada.page.goto(`/conversations/${pair}`);
  const text = ada.page.getByRole("textbox", { name: "Message" });
  await text.fill("Half a tho");
  expect(await ada.page.getByRole("navigation", { name: "Places" }).count()).toBe(0);
  await ada.page.getByRole("link", { name: "Back to your conversations" }).click();
  await ada.page.getByRole("heading", { name: "Talk" }).waitFor();
  await ada.page.goBack();
  expect(await ada.page.getByRole("textbox", { name: "Message" }).inputValue()).toBe("Half a tho");
});

test("a name begun with @ is finished by the keyboard", async () => {
  const [ada, ben] = await people("ada", "ben");
  const pair = await pairOf(ada.account, ben.account);
  await ada.page.goto(`/conversations/${pair}`);
  const text = ada.page.getByRole("textbox", { name: "Message" });
  await text.pressSequentially("Ask @ben");
  await ada.page.getByRole("option", { name: new RegExp(ben.account.username) }).waitFor();
  await text.press("Enter");
  expect(await text.inputValue()).toBe(`Ask @${ben.account.username} `);
});
