import { expect, test } from "vitest";
import { comment, commentOf, likesOf, postIn, sent, showPost, writePost } from "./support/acts";
import { suite } from "./support/suite";
import { until } from "./support/until";

const { people, person } = suite();

test("one writes, another comments and likes, and a third sees it live", async () => {
  const [ada, ben, cleo] = await people("ada", "ben", "cleo");
  const title = `Limestone in the morning ${Date.now()}`;

  // Cleo is in the feed before there is anything to see.
  await cleo.page.goto("/");
  await writePost(ada.page, title, "It is *warm* by nine.");
  await cleo.page.getByRole("button", { name: /new post/ }).click();
  await postIn(cleo.page, title).waitFor();

  // Ben finds it in the feed and opens it.
  await ben.page.goto("/");
  await postIn(ben.page, title).getByRole("link", { name: title }).click();
  await ben.page.getByRole("heading", { name: title, level: 1 }).waitFor();
  await likesOf(ben.page, 0).click();
  await comment(ben.page, "I was there too.");

  // Cleo sees both in the feed, and Ada on the post's page, without doing anything.
  await likesOf(postIn(cleo.page, title), 1).waitFor();
  await postIn(cleo.page, title).getByRole("link", { name: "1 comments" }).waitFor();
  await likesOf(ada.page, 1).waitFor();
  await commentOf(ada.page, "I was there too.").waitFor();

  // Ada answers; the answer finds its place below Ben's words in Cleo's tree.
  await postIn(cleo.page, title).getByRole("link", { name: title }).click();
  await commentOf(cleo.page, "I was there too.").waitFor();
  await commentOf(ada.page, "I was there too.").getByRole("button", { name: "Reply" }).click();
  await ada.page.getByRole("textbox", { name: /^Reply to/ }).fill("Come again.");
  await ada.page.getByRole("button", { name: "Reply", exact: true }).last().click();
  await cleo.page
    .getByRole("listitem")
    .filter({ hasText: "I was there too." })
    .getByText("Come again.")
    .waitFor();
});

test("what I write is one row from the first moment on: no second one, no flash", async () => {
  const ada = await person("ada");
  await showPost(ada, `Rows ${Date.now()}`);
  // Every frame that a person could see: how many rows say it.
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
  await comment(ada.page, "Only once");
  await commentOf(ada.page, "Only once").waitFor();
  await sent(ada.page);
  await ada.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  expect(await ada.page.evaluate(() => (window as unknown as { counts: number[] }).counts)).toEqual([0, 1]);
  await ada.page.reload();
  await commentOf(ada.page, "Only once").waitFor();
  expect(await ada.page.getByText("Only once", { exact: true }).count()).toBe(1);
});

test("rows while sending and after the echo are the same element", async () => {
  const ada = await person("ada");
  await showPost(ada, `Elements ${Date.now()}`);
  await comment(ada.page, "The same");
  const row = await commentOf(ada.page, "The same").elementHandle();
  await sent(ada.page);
  expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
});

test("a poll counts for everybody, and a new vote replaces the old", async () => {
  const [ada, ben] = await people("ada", "ben");
  const title = `Shade or sun ${Date.now()}`;
  await ada.page.goto("/write");
  await ada.page.getByRole("tab", { name: "Poll" }).click();
  await ada.page.getByLabel("Title").fill(title);
  await ada.page.getByRole("textbox", { name: "Choice 1" }).fill("Shade");
  await ada.page.getByRole("textbox", { name: "Choice 2" }).fill("Sun");
  await ada.page.getByRole("button", { name: "Post", exact: true }).click();
  await ada.page.getByRole("heading", { name: title, level: 1 }).waitFor();

  await ben.page.goto(new URL(ada.page.url()).pathname);
  await ben.page.getByRole("button", { name: /Sun/ }).click();
  await ada.page
    .getByText(/^1 vote(?!s)/)
    .first()
    .waitFor();
  await ben.page.getByRole("button", { name: "Change my vote" }).click();
  await ben.page.getByRole("button", { name: /Shade/ }).click();
  await ada.page.getByRole("button", { name: /Shade/ }).click();
  await ada.page
    .getByText(/^2 votes/)
    .first()
    .waitFor();
  await ben.page.getByText("100%, 2 votes").waitFor();
});

test("edits, earlier versions and a deletion are seen by who is looking", async () => {
  const [ada, ben] = await people("ada", "ben");
  const title = `Draft ${Date.now()}`;
  await ben.page.goto(await showPost(ada, title, "First words."));
  await ben.page.getByText("First words.").waitFor();

  await ada.page.getByRole("button", { name: "More" }).first().click();
  await ada.page.getByRole("menuitem", { name: "Edit" }).click();
  await ada.page.getByRole("textbox", { name: /^Text/ }).fill("Better words.");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await ben.page.getByText("Better words.").waitFor();

  await ada.page.getByRole("button", { name: "More" }).first().click();
  await ada.page.getByRole("menuitem", { name: "Earlier versions" }).click();
  await ada.page.getByText("First words.").waitFor();

  await ada.page.goBack();
  await ada.page.getByRole("button", { name: "More" }).first().click();
  await ada.page.getByRole("menuitem", { name: "Delete" }).click();
  await ada.page.getByRole("button", { name: "Delete", exact: true }).click();
  await until("Ben is told", 10_000, async () => (await ben.page.getByText("Better words.").count()) === 0);
});
