import { expect, test } from "vitest";
import { comment, commentOf, likesOf, sent, writePost } from "./support/acts";
import type { Visitor } from "./support/browser";
import { suite } from "./support/suite";

const { person } = suite();

/** What a browser says about having no network. */
const NO_NETWORK = /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|ERR_FAILED|WebSocket/;

async function unplug(visitor: Visitor): Promise<void> {
  visitor.allow(NO_NETWORK);
  await visitor.context.setOffline(true);
  await visitor.page.getByText("You are offline. What you write will be sent.").waitFor();
}

async function plugIn(visitor: Visitor): Promise<void> {
  await visitor.context.setOffline(false);
  await visitor.page.getByText("You are offline.", { exact: false }).waitFor({ state: "detached" });
}

test("what is written offline is kept, said to be waiting, and sent exactly once when the network is back", async () => {
  const [ada, ben] = [await person("ada", { loadsAhead: true }), await person("ben", { loadsAhead: true })];
  await writePost(ada.page, `Thunder ${Date.now()}`);
  await sent(ada.page);
  await ben.page.goto(new URL(ada.page.url()).pathname);
  await commentForm(ben).waitFor();

  await unplug(ada);
  await comment(ada.page, "Written in the dark.");
  await comment(ada.page, "And this after it.");
  await likesOf(ada.page, 0).click();
  await likesOf(ada.page, 1).waitFor();
  await ada.page.getByText("3 waiting").waitFor();

  // Meanwhile the others go on.
  await comment(ben.page, "Are you there?");
  await commentOf(ben.page, "Are you there?").waitFor();
  await sent(ben.page);

  await plugIn(ada);
  await commentOf(ben.page, "Written in the dark.").waitFor();
  await commentOf(ben.page, "And this after it.").waitFor();
  await likesOf(ben.page, 1).waitFor();
  // And what was missed has come, without anything being read again.
  await commentOf(ada.page, "Are you there?").waitFor();
  await sent(ada.page);
  for (const page of [ada.page, ben.page]) {
    for (const words of ["Written in the dark.", "And this after it.", "Are you there?"]) {
      expect(await page.getByText(words, { exact: true }).count()).toBe(1);
    }
  }
});

test("a reload keeps what is on its way", async () => {
  const ada = await person("ada", { loadsAhead: true });
  await writePost(ada.page, `Slow letters ${Date.now()}`);
  await sent(ada.page);
  // The page and everything else works, only writing does not get through.
  ada.allow(/ERR_FAILED/);
  await ada.context.route("**/api/posts/*/comments", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await comment(ada.page, "In the post bag.");
  await commentOf(ada.page, "In the post bag.").getByText("Sending").waitFor();
  await ada.page.reload();
  await commentOf(ada.page, "In the post bag.").getByText("Sending").waitFor();
  await ada.context.unrouteAll();
  await sent(ada.page);
  await commentOf(ada.page, "In the post bag.").getByText("Sending").waitFor({ state: "detached" });
  expect(await ada.page.getByText("In the post bag.", { exact: true }).count()).toBe(1);
});

test("a lost answer is no second comment", async () => {
  const ada = await person("ada", { loadsAhead: true });
  await writePost(ada.page, `Twice ${Date.now()}`);
  await sent(ada.page);
  ada.allow(/ERR_FAILED/);
  const keys: (string | undefined)[] = [];
  await ada.context.route("**/api/posts/*/comments", async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    keys.push(route.request().headers()["idempotency-key"]);
    // The server has it, the browser never hears of it.
    if (keys.length === 1) {
      await route.fetch();
      return route.abort();
    }
    return route.continue();
  });
  await comment(ada.page, "Only once, please.");
  await sent(ada.page);
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys).size).toBe(1);
  await ada.page.reload();
  await commentOf(ada.page, "Only once, please.").waitFor();
  expect(await ada.page.getByText("Only once, please.", { exact: true }).count()).toBe(1);
});

test("a refusal is said in words on the row, and can be taken back", async () => {
  const ada = await person("ada", { loadsAhead: true });
  await writePost(ada.page, `Refused ${Date.now()}`);
  await sent(ada.page);
  ada.allow(/status of 422/);
  const body = JSON.stringify({ status: 422, code: "comments.not_today", detail: "Not on a Sunday." });
  await ada.context.route("**/api/posts/*/comments", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 422, contentType: "application/problem+json", body })
      : route.continue(),
  );
  await comment(ada.page, "Hello?");
  const row = commentOf(ada.page, "Hello?");
  await row.getByText("Not on a Sunday.", { exact: false }).waitFor();
  await row.getByRole("button", { name: /Take it back|Discard/ }).click();
  await row.waitFor({ state: "detached" });
});

function commentForm(visitor: Visitor) {
  return visitor.page.getByRole("textbox", { name: "Comment" });
}
