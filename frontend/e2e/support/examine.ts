/** What nobody should have to look for by eye: faults of accessibility, and pages wider than their window. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";
import { desktop, PATIENCE_MS, phone } from "./browser";
import { until } from "./until";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: { html: string }[];
}

/** The rules that a scheme can change the outcome of: it has other colours and nothing else. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const schemes = ["light", "dark"] as const;
const windows = { "a phone": phone, "a desktop": desktop };
type Scheme = (typeof schemes)[number];
type Window = keyof typeof windows;

/** Looks at page after page, in every combination of scheme and window. The first is loaded, the others are gone to. */
export async function examine(page: Page, paths: readonly string[]): Promise<void> {
  await visitAll(page, paths, async (path) => {
    for (const name of Object.keys(windows) as Window[]) {
      const light = await look(page, path, name, "light");
      const dark = await look(page, path, name, "dark", COLOURS);
      expect(light, `${path} looks different in the dark`).not.toBe(dark);
    }
  });
}

/** The same, but one window by day and the other by night: for pages with little that others have not. */
export async function glance(page: Page, paths: readonly string[]): Promise<void> {
  await visitAll(page, paths, async (path) => {
    await look(page, path, "a phone", "light");
    await look(page, path, "a desktop", "dark");
  });
}

async function visitAll(page: Page, paths: readonly string[], see: (path: string) => Promise<void>) {
  const open = requestsOf(page);
  for (const path of paths) {
    await goTo(page, path);
    await whole(page, open);
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
    await see(path);
  }
}

/** By these rules only, or by all; the colour behind everything. */
async function look(
  page: Page,
  path: string,
  name: Window,
  colorScheme: Scheme,
  rules?: string[],
): Promise<string> {
  await page.setViewportSize(windows[name]);
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const { findings, overflow, ground } = await page.evaluate(inspect, rules);
  expect.soft(serious(findings), `${path} on ${name} in ${colorScheme}`).toEqual([]);
  expect.soft(overflow, `${path} on ${name} runs out of its window`).toBeLessThanOrEqual(0);
  return ground;
}

/** In the page, once nothing moves any more. */
async function inspect(only: string[] | undefined) {
  const { axe } = window as unknown as {
    axe: { run(options: object): Promise<{ violations: Finding[] }> };
  };
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const options = { resultTypes: ["violations"], ...(only && { runOnly: only }) };
  const findings = (await axe.run(options)).violations;
  const root = document.documentElement;
  return {
    findings,
    /** The page's colour behind everything. */
    ground: getComputedStyle(root).backgroundColor,
    /** How much wider the page is than its window. */
    overflow: root.scrollWidth - root.clientWidth,
  };
}

/** What is serious or worse, with the places it was found at. */
function serious(findings: Finding[]): string[] {
  return findings
    .filter((finding) => finding.impact === "serious" || finding.impact === "critical")
    .map((finding) => `${finding.id}: ${finding.help} ${finding.nodes.map((node) => node.html).join(" ")}`);
}

/** As a link would: the document stays, the page in it is another one, with a heading of its own. */
async function goTo(page: Page, path: string): Promise<void> {
  if (!page.url().startsWith("http")) {
    await page.goto(path);
  } else {
    await page.evaluate((to) => {
      for (const heading of document.querySelectorAll("h1")) heading.dataset.left = "";
      history.pushState(null, "", to);
    }, path);
  }
  await page.getByRole("main").waitFor();
  await page.locator("h1:not([data-left])").first().waitFor({ state: "attached" });
}

/** What the page asks for and has no answer to yet. */
function requestsOf(page: Page): Set<Request> {
  const open = new Set<Request>();
  page.on("request", (request) => open.add(request));
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  return open;
}

/** Until nothing is asked for, and nothing breathes that keeps a place; twice, as an answer may lead to a question. */
async function whole(page: Page, open: Set<Request>): Promise<void> {
  let quiet = 0;
  await until("the page is whole", PATIENCE_MS, async () => {
    const waits = await page.evaluate(() => document.querySelector(".animate-breathe") !== null);
    quiet = waits || open.size > 0 ? 0 : quiet + 1;
    return quiet === 2;
  });
}
