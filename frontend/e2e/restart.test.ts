import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { comment, commentOf, likesOf, sent, signUp, stranger, writePost } from "./support/acts";
import { launch, visit } from "./support/browser";
import { type OwnServer, startOwnServer } from "./support/server";

let server: OwnServer;
let browser: Browser;

beforeAll(async () => {
  server = await startOwnServer();
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test.each(["SIGTERM", "SIGKILL"] as const)(
  "the server goes by %s and comes back: nobody does anything, nothing is lost, nothing comes twice",
  async (signal) => {
    const ahead = { loadsAhead: true };
    const [ada, ben] = [await visit(browser, server.url, ahead), await visit(browser, server.url, ahead)];
    for (const visitor of [ada, ben])
      visitor.allow(
        /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket|status of 50[234]/,
      );
    await signUp(ada.page, stranger("ada"));
    await signUp(ben.page, stranger("ben"));
    await writePost(ada.page, `Closed for a moment ${Date.now()}`);
    await sent(ada.page);
    await ben.page.goto(new URL(ada.page.url()).pathname);
    await likesOf(ben.page, 0).waitFor();

    await server.end(signal);
    await comment(ada.page, "Knocking.");
    await likesOf(ada.page, 0).click();
    await likesOf(ada.page, 1).waitFor();
    await commentOf(ada.page, "Knocking.").getByText("Sending").waitFor();
    await server.start();

    await commentOf(ben.page, "Knocking.").waitFor({ timeout: 45_000 });
    await likesOf(ben.page, 1).waitFor();
    await sent(ada.page);
    for (const { page } of [ada, ben]) {
      expect(await page.getByText("Knocking.", { exact: true }).count()).toBe(1);
    }
    await ada.leave();
    await ben.leave();
  },
  240_000,
);
