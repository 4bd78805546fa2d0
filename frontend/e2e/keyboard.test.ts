import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { commentOf, likesOf, postIn, stranger } from "./support/acts";
import { api } from "./support/api";
import { suite } from "./support/suite";

const { person, visitor } = suite();

/** What has the focus, as a screen reader would say it. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? element.labels?.[0]
        : null;
    return (element?.getAttribute("aria-label") ?? label?.textContent ?? element?.textContent ?? "").trim();
  });
}

/** Tabs until something of that name has the focus. */
async function tabTo(page: Page, name: RegExp, most = 40): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (name.test(now)) return;
    passed.push(now);
  }
  throw new Error(`tab never came to ${name}; it passed ${passed.join(" | ")}`);
}

test("without a mouse: sign up, write, find it, like it, comment on it", async () => {
  const { page } = await visitor();
  const account = stranger("keys");
  await page.goto("/signup");
  await page.getByRole("heading", { name: "Sign up" }).waitFor();
  await tabTo(page, /^Username/);
  await page.keyboard.type(account.username);
  await tabTo(page, /^Email/);
  await page.keyboard.type(account.email);
  await tabTo(page, /^Password/);
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Write" }).first().waitFor();

  const title = `Typed ${Date.now()}`;
  await page.keyboard.press("n");
  await page.getByRole("heading", { name: "Write a post" }).waitFor();
  await tabTo(page, /^Title/);
  await page.keyboard.type(title);
  await tabTo(page, /^Text/);
  await page.keyboard.type("By hand.");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();

  await tabTo(page, /^Like, 0/);
  await page.keyboard.press("Enter");
  await likesOf(page, 1).waitFor();
  await tabTo(page, /^Comment/);
  await page.keyboard.type("Said by hand.");
  await page.keyboard.press("Control+Enter");
  await commentOf(page, "Said by hand.").waitFor();
});

test("the first stop skips to the page; j and k walk over posts, Enter opens one", async () => {
  const ada = await person("ada");
  const titles = [`Lower ${Date.now()}`, `Upper ${Date.now()}`];
  for (const title of titles) await api(ada.account, "POST", "/posts", { kind: "text", title, body: "" });
  await ada.page.goto("/");
  await postIn(ada.page, titles[1] ?? "").waitFor();
  await ada.page.keyboard.press("Tab");
  expect(await focused(ada.page)).toMatch(/skip/i);
  await ada.page.keyboard.press("j");
  expect(await focused(ada.page)).toBe(titles[1]);
  await ada.page.keyboard.press("j");
  expect(await focused(ada.page)).toBe(titles[0]);
  await ada.page.keyboard.press("k");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("heading", { name: titles[1] ?? "", level: 1 }).waitFor();
});
