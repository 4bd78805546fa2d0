import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { api } from "./support/api";
import { phone } from "./support/browser";
import { running, type Two } from "./support/games";
import { suite } from "./support/suite";
import { until } from "./support/until";

const { people, person, visitor } = suite();

/** A square of the board by its beginning, such as `d6,`. */
function square(page: Page, name: string) {
  return page.getByRole("gridcell", { name: new RegExp(`^${name},`) });
}

async function saysTurn(page: Page): Promise<void> {
  await page.getByText("It is your turn.", { exact: true }).first().waitFor();
}

/** A game of two, who both look at it. */
async function seated(kind: string, two: Two): Promise<string> {
  const id = await running(kind, two);
  await Promise.all(two.map(({ page }) => page.goto(`/games/${id}`)));
  return id;
}

test("two people play Connect Four to its end, another looks on, and they play again", async () => {
  const [ada, ben, looker] = await Promise.all([person("ada"), person("ben"), visitor()]);
  await ada.page.goto("/games");
  await ada.page.getByText("Connect Four", { exact: true }).first().click();
  await ada.page.getByRole("button", { name: "Play now" }).click();
  await ada.page.getByText("Waiting for somebody to sit down.").first().waitFor();

  await ben.page.goto("/games");
  const row = ben.page.getByRole("listitem").filter({ hasText: ada.account.username });
  await row.getByRole("link", { name: "Sit down" }).click();
  await saysTurn(ada.page);
  await looker.page.goto(new URL(ada.page.url()).pathname);
  await looker.page
    .getByText(/It is .* turn\./)
    .first()
    .waitFor();

  // By mouse, by keyboard, and by typed move.
  await square(ada.page, "d1").click();
  await saysTurn(ben.page);
  await square(ben.page, "e1").focus();
  await ben.page.keyboard.press("ArrowLeft");
  await ben.page.keyboard.press("Enter");
  await saysTurn(ada.page);
  const typed = ada.page.getByRole("textbox", { name: /^Type a move/ });
  await typed.fill("c");
  await typed.press("Enter");
  for (const [page, column] of [
    [ben.page, "c"],
    [ada.page, "b"],
    [ben.page, "b"],
    [ada.page, "a"],
  ] as const) {
    await saysTurn(page);
    await square(page, `${column}6`).click();
  }
  // a, b, c at the foot and d: four in a line.
  await ada.page.getByText("You won", { exact: true }).first().waitFor();
  await ben.page
    .getByText(/by four in a line/)
    .first()
    .waitFor();

  // Back to the start, and to now.
  await ben.page.getByRole("button", { name: "To the start" }).click();
  const pieces = ben.page.getByRole("gridcell").locator("[data-disc]");
  await until("the board is empty", 10_000, async () => (await pieces.count()) === 0);
  await ben.page.getByRole("button", { name: "To now" }).click();
  await until("it is full again", 10_000, async () => (await pieces.count()) === 7);

  await ada.page.getByRole("button", { name: "Rematch" }).click();
  await ben.page.getByRole("button", { name: "Accept the rematch" }).click();
  await saysTurn(ben.page);
  await ada.page.getByRole("link", { name: "To the rematch" }).click();
  await ada.page
    .getByText(/It is .* turn\./)
    .first()
    .waitFor();
});

test("a move the server refuses goes back with a word, and one made offline is sent once", async () => {
  const [ada, ben] = await Promise.all([person("ada", { loadsAhead: true }), person("ben")]);
  ada.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch|409/);
  const game = await seated("connect_four", [ada, ben]);
  await saysTurn(ada.page);
  await ada.page.waitForLoadState("networkidle");
  await ada.context.setOffline(true);
  await square(ada.page, "g1").click();
  await square(ada.page, "g1")
    .and(ada.page.getByLabel(/Terracotta/))
    .waitFor();
  // The same move made from another of her devices.
  await api(ada.account, "POST", `/games/${game}/moves`, { move: "a", ply: 0 });
  await ada.context.setOffline(false);
  await ada.page.getByText("your move went back", { exact: false }).first().waitFor();
  await square(ada.page, "a1")
    .and(ada.page.getByLabel(/Terracotta/))
    .waitFor();
  await square(ada.page, "g1").and(ada.page.getByLabel(/free/)).waitFor();

  await saysTurn(ben.page);
  await square(ben.page, "b1").click();
  await saysTurn(ada.page);
  await ada.page.reload();
  await saysTurn(ada.page);
  await square(ada.page, "b1").and(ada.page.getByLabel(/Ink/)).waitFor();
});

test("fleets are laid on a phone, and nobody sees the other's", async () => {
  const [ada, ben] = await Promise.all([person("ada", { viewport: phone }), person("ben")]);
  await seated("battleship", [ada, ben]);
  for (const { page } of [ada, ben]) await page.getByText("Lay your fleet.").first().waitFor();
  await ada.page.getByRole("button", { name: "Another one" }).click();
  // Choose a ship, put it elsewhere or turn it; whatever does not fit is said.
  await ada.page
    .getByRole("gridcell", { name: /, carrier/ })
    .first()
    .click();
  await ada.page
    .getByRole("gridcell", { name: /, carrier, chosen/ })
    .first()
    .waitFor();
  await ada.page.getByRole("button", { name: "Lay the fleet" }).click();
  await ada.page.getByRole("grid", { name: /their sea/ }).waitFor();

  const typed = ben.page.getByRole("textbox", { name: /^Type a move: a fleet/ });
  await typed.fill("a1h c3v e5h g7v i9h");
  await typed.press("Enter");
  await saysTurn(ada.page);
  expect(await ada.page.getByRole("gridcell", { name: /, ship/ }).count()).toBe(17);
  const theirs = ben.page.getByRole("grid", { name: /their sea/ });
  expect(await theirs.getByRole("gridcell", { name: /, ship/ }).count()).toBe(0);

  await ada.page
    .getByRole("grid", { name: /their sea/ })
    .getByRole("gridcell", { name: /^a1,/ })
    .click();
  await ada.page.getByRole("gridcell", { name: "a1, hit, last shot" }).waitFor();
  await ben.page
    .getByRole("grid", { name: "Your sea" })
    .getByRole("gridcell", { name: "a1, hit, last shot" })
    .waitFor();
  await saysTurn(ben.page);
});

test("a game is given up after being asked, and a draw is offered and declined", async () => {
  const [ada, ben] = await people("ada", "ben");
  await seated("chess", [ada, ben]);
  await saysTurn(ada.page);
  await square(ada.page, "e2").click();
  await square(ada.page, "e4").click();
  await saysTurn(ben.page);
  await ben.page.getByRole("button", { name: "e4", exact: true }).waitFor();

  await ada.page.getByRole("button", { name: "More" }).click();
  await ada.page.getByRole("menuitem", { name: "Offer a draw" }).click();
  await ada.page.getByRole("button", { name: "Offer it" }).click();
  await ben.page.getByRole("button", { name: "Play on" }).click();
  await until(
    "it is declined",
    10_000,
    async () => (await ben.page.getByRole("button", { name: "Accept the draw" }).count()) === 0,
  );

  await ben.page.getByRole("button", { name: "More" }).click();
  await ben.page.getByRole("menuitem", { name: "Resign" }).click();
  await ben.page.getByRole("alertdialog").getByRole("button", { name: "Resign" }).click();
  await ada.page.getByText("by resignation").first().waitFor();
  await ben.page
    .getByText(/by resignation/)
    .first()
    .waitFor();
});
