import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { comment, commentOf, sent, writePost } from "./support/acts";
import { desktop, phone } from "./support/browser";
import { suite } from "./support/suite";
import { api, pairOf } from "./support/talk";

const { person, visitor } = suite();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: { html: string }[];
}

/** The rules that a scheme can change the outcome of: it has other colours and nothing else. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds that is serious or worse, with the place it found it; by these rules only, or by all. */
async function findings(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Finding[] }> };
    };
    const options = { resultTypes: ["violations"], ...(only && { runOnly: only }) };
    return (await axe.run(options)).violations;
  }, rules);
  return found
    .filter((finding) => finding.impact === "serious" || finding.impact === "critical")
    .map((finding) => `${finding.id}: ${finding.help} ${finding.nodes.map((node) => node.html).join(" ")}`);
}

/** How much wider the page is than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function whole(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("main").waitFor();
  await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  await page.waitForLoadState("networkidle");
}

const schemes = ["light", "dark"] as const;
const windows = { "a phone": phone, "a desktop": desktop };

/** Looks at a page in every combination of scheme and window. */
async function examine(page: Page, path: string): Promise<void> {
  const grounds = new Set<string>();
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await whole(page, path);
    const rules = colorScheme === schemes[0] ? undefined : COLOURS;
    for (const [name, viewport] of Object.entries(windows)) {
      await page.setViewportSize(viewport);
      grounds.add(await groundAtRest(page));
      expect(await findings(page, rules), `${path} on ${name} in ${colorScheme}`).toEqual([]);
      expect(await overflow(page), `${path} on ${name} runs out of its window`).toBeLessThanOrEqual(0);
    }
  }
  // Fewer would mean that one scheme was looked at twice.
  expect(grounds.size, `${path} looks different in the dark`).toBe(schemes.length);
}

/** The page's colour behind everything, once nothing moves any more. */
function groundAtRest(page: Page): Promise<string> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    return getComputedStyle(document.documentElement).backgroundColor;
  });
}

test("no page has a serious finding or runs out of its window: signed in", async () => {
  const ada = await person("ada", { reducedMotion: "reduce" });
  const title = `A title that goes on and on_and_on_without_a_place_to_break_it ${Date.now()}`;
  await writePost(ada.page, title, `Words.\n\n\`\`\`\n${"code ".repeat(60)}\n\`\`\`\n\n- one\n- two`);
  await comment(ada.page, "A comment.");
  await commentOf(ada.page, "A comment.").waitFor();
  await sent(ada.page);
  const post = new URL(ada.page.url()).pathname;
  const ben = await person("ben", { reducedMotion: "reduce" });
  const pair = await pairOf(ada.page, ada.account, ben.account);
  await api(ben.page, ben.account, "POST", `/conversations/${pair}/messages`, {
    body: `Words. ${"code ".repeat(40)}`,
  });
  const mine = [
    "/",
    "/?sort=top",
    post,
    `${post}/history`,
    "/write",
    "/people",
    "/friends",
    "/conversations",
    `/conversations/${pair}`,
    "/rooms",
    "/notifications",
    "/search?q=words",
    "/settings",
    "/settings/sessions",
  ];
  for (const path of [...mine, `/people/@${ada.account.username}`, "/nowhere"]) await examine(ada.page, path);
}, 360_000);

test("no page has a serious finding or runs out of its window: passing by", async () => {
  const passer = await visitor({ reducedMotion: "reduce" });
  for (const path of ["/", "/signup", "/login"]) await examine(passer.page, path);
});
