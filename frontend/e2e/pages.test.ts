import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { comment, commentOf, sent, writePost } from "./support/acts";
import { desktop, phone } from "./support/browser";
import { suite } from "./support/suite";

const { person, visitor } = suite();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: { html: string }[];
}

/** What axe finds that is serious or worse, with the place it found it. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
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
const windows = [
  ["a phone", phone],
  ["a desktop", desktop],
] as const;

describe.each(schemes)("in %s", (colorScheme) => {
  test.each(windows)("no page on %s has a serious finding or runs out of its window", async (_, viewport) => {
    const ada = await person("ada", { colorScheme, viewport, reducedMotion: "reduce" });
    const title = `A title that goes on and on_and_on_without_a_place_to_break_it ${Date.now()}`;
    await writePost(ada.page, title, `Words.\n\n\`\`\`\n${"code ".repeat(60)}\n\`\`\`\n\n- one\n- two`);
    await comment(ada.page, "A comment.");
    await commentOf(ada.page, "A comment.").waitFor();
    await sent(ada.page);
    const post = new URL(ada.page.url()).pathname;

    const mine = [
      "/",
      "/?sort=top",
      post,
      `${post}/history`,
      "/write",
      "/people",
      "/settings",
      "/settings/sessions",
    ];
    const profile = `/people/@${ada.account.username}`;
    for (const path of [...mine, profile, "/nowhere"]) {
      await whole(ada.page, path);
      expect(await findings(ada.page), path).toEqual([]);
      expect(await overflow(ada.page), path).toBeLessThanOrEqual(0);
    }

    const passer = await visitor({ colorScheme, viewport, reducedMotion: "reduce" });
    for (const path of ["/", "/signup", "/login", post]) {
      await whole(passer.page, path);
      expect(await findings(passer.page), path).toEqual([]);
      expect(await overflow(passer.page), path).toBeLessThanOrEqual(0);
    }
  });
});
