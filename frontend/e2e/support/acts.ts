/** What people do, by what they see: roles and labels only. */
import type { Locator, Page } from "playwright-core";
import { type Account, api, cameIn } from "./api";
import { PATIENCE_MS } from "./browser";
import { until } from "./until";

let count = 0;

/** Somebody nobody has heard of, also when the suite runs again on the same server. */
export function stranger(name: string): Account {
  count += 1;
  const username = `${name}_${Date.now().toString(36)}${count}`;
  return { username, email: `${username}@example.org`, password: "a short sentence" };
}

export async function signUp(page: Page, account: Account): Promise<void> {
  await page.goto("/signup");
  await page.getByLabel("Username").fill(account.username);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("link", { name: "Write" }).first().waitFor();
}

/** Signed up without the page, for tests about something else: the browser has the cookie and remembers the person. */
export async function enter(page: Page, account: Account): Promise<void> {
  const answer = await page.request.post("/api/auth/signup", { data: account });
  if (!answer.ok()) throw new Error(`sign up was refused: ${await answer.text()}`);
  const { person, access_token } = (await answer.json()) as { person: object; access_token: string };
  cameIn(account, access_token);
  await page.context().addInitScript((me) => {
    // Once: whoever signs out later is not remembered again.
    if (!location.protocol.startsWith("http") || localStorage.getItem("e2e.entered") !== null) return;
    localStorage.setItem("e2e.entered", "");
    localStorage.setItem("loggia.person", me);
  }, JSON.stringify(person));
}

export async function logIn(page: Page, account: Account): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username or email").fill(account.username);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Write" }).first().waitFor();
}

/** Ends on the post's page. */
export async function writePost(page: Page, title: string, text = ""): Promise<void> {
  await page.goto("/write");
  await page.getByLabel("Title").fill(title);
  await page.getByRole("textbox", { name: /^Text/ }).fill(text);
  await page.getByRole("button", { name: "Post", exact: true }).click();
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
}

/** The same for tests about something else: written without the page, which then looks at it. */
export async function showPost(
  { page, account }: { page: Page; account: Account },
  title: string,
  body = "",
): Promise<string> {
  const { id } = await api<{ id: string }>(account, "POST", "/posts", { kind: "text", title, body });
  await page.goto(`/posts/${id}`);
  await page.getByRole("heading", { name: title, level: 1 }).waitFor();
  return `/posts/${id}`;
}

export async function comment(page: Page, words: string): Promise<void> {
  await page.getByRole("textbox", { name: "Comment" }).fill(words);
  await page.getByRole("button", { name: "Comment", exact: true }).click();
}

/** A post in a list. */
export function postIn(page: Page, title: string): Locator {
  return page.getByRole("article", { name: title, exact: true });
}

/** A comment by what it says. */
export function commentOf(page: Page, words: string): Locator {
  return page.getByRole("article").filter({ hasText: words }).last();
}

/** The like button with this many likes. */
export function likesOf(place: Page | Locator, likes: number): Locator {
  return place.getByRole("button", { name: `Like, ${likes} so far` }).first();
}

/** Until nothing this browser wrote is on its way any more. */
export async function sent(page: Page): Promise<void> {
  const waiting = () =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("loggia.outbox.")).length);
  await until("everything is sent", PATIENCE_MS, async () => (await waiting()) === 0);
}
