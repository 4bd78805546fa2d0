import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { api } from "./support/api";
import { play, running } from "./support/games";
import { suite } from "./support/suite";

const { people } = suite();

const talkOf = (page: Page) => page.getByRole("region", { name: "Spectators" });

async function say(page: Page, words: string): Promise<void> {
  const field = talkOf(page).getByRole("textbox", { name: "Say something to the spectators" });
  await field.fill(words);
  await field.press("Enter");
}

test("who looks on talks with others who do; the players read it when the game is over", async () => {
  const [ada, ben, cleo, dan] = await people("ada", "ben", "cleo", "dan");
  const game = await running("connect_four", [ada, ben]);
  await Promise.all([ada, cleo, dan].map(({ page }) => page.goto(`/games/${game}`)));

  await say(cleo.page, "She should take d.");
  await talkOf(dan.page).getByText("She should take d.").waitFor();
  await talkOf(dan.page).getByText(cleo.account.username).waitFor();
  await say(dan.page, "Or e.");
  await talkOf(cleo.page).getByText("Or e.").waitFor();
  await talkOf(cleo.page).getByText("The players see this when the game is over.").waitFor();

  // A move made after it has come to the player; what was said has not.
  await play(game, [ada, ben], ["d", "c"]);
  await ada.page.getByText("It is your turn.", { exact: true }).first().waitFor();
  await ada.page.getByRole("gridcell", { name: /^c1, Ink/ }).waitFor();
  expect(await talkOf(ada.page).count(), "a player has no such panel").toBe(0);
  expect(await ada.page.getByText(/She should take d|Or e/).count()).toBe(0);

  await api(ben.account, "POST", `/games/${game}/resign`, {});
  await talkOf(ada.page).getByText("She should take d.").waitFor();
  await say(ada.page, "I did.");
  await talkOf(cleo.page).getByText("I did.").waitFor();
  await talkOf(cleo.page).getByText("Everybody can read and answer now.").waitFor();
});
