/** What people do in conversations, by what they see. */
import type { Locator, Page } from "playwright-core";
import { type Account, api } from "./api";

/** The direct conversation of two. */
export async function pairOf(me: Account, other: Account): Promise<string> {
  const { id: person } = await api<{ id: string }>(me, "GET", `/people/@${other.username}`);
  const { id } = await api<{ id: string }>(me, "POST", "/conversations", { kind: "direct", person });
  return id;
}

/** Writes and sends, by Enter. */
export async function speak(page: Page, words: string): Promise<void> {
  const text = page.getByRole("textbox", { name: "Message" });
  await text.fill(words);
  await text.press("Enter");
}

/** A message by what it says. */
export function messageOf(page: Page, words: string): Locator {
  return page.getByRole("article").filter({ hasText: words }).last();
}
