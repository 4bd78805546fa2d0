import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Account, enter, stranger } from "./support/acts";
import { launch, PATIENCE_MS, type Visitor, visit } from "./support/browser";
import { pairOf } from "./support/talk";
import { until } from "./support/until";

/** Two browsers, each with a camera and a microphone that are made up. */
const FAKE = ["--use-fake-device-for-media-stream=fps=5", "--use-fake-ui-for-media-stream"];
/** They code and decode pictures, and share the machine with everything else. */
const CONNECT_MS = 60_000;
let browsers: Browser[] = [];

beforeAll(async () => {
  browsers = await Promise.all([launch(FAKE), launch(FAKE)]);
});

afterAll(async () => {
  for (const browser of browsers) await browser.close();
});

async function person(index: number, name: string, options?: BrowserContextOptions) {
  const browser = browsers[index];
  if (!browser) throw new Error("no browser");
  const one: Visitor = await visit(browser, inject("url"), {
    permissions: ["camera", "microphone"],
    ...options,
  });
  const account = stranger(name);
  await enter(one.page, account);
  return { ...one, account };
}

/** Two people who look at their conversation. */
async function pair(options?: BrowserContextOptions) {
  const [ada, ben] = [await person(0, "ada"), await person(1, "ben", options)];
  const talk = await pairOf(ada.page, ada.account, ben.account);
  await Promise.all([ada.page.goto(`/conversations/${talk}`), ben.page.goto("/")]);
  await ada.page.getByRole("textbox", { name: "Message" }).waitFor();
  return { ada, ben };
}

const call = (page: Page, to: Account, kind: "" | " with video") =>
  page.getByRole("button", { name: `Call ${to.username}${kind}`, exact: true }).click();

/** Until the other's picture moves: frames are decoded, and of a size. */
async function sees(page: Page, name: string): Promise<void> {
  const theirs = page.getByLabel(`${name}, live`);
  await theirs.waitFor();
  const frames = () =>
    theirs.evaluate((video: HTMLVideoElement) =>
      video.videoWidth > 0 ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
    );
  await until(`frames of ${name}`, CONNECT_MS, async () => (await frames()) > 0);
  const before = await frames();
  await until(`more frames of ${name}`, PATIENCE_MS, async () => (await frames()) > before);
}

test("a call rings, is accepted, both see each other, and one hangs up", async () => {
  const { ada, ben } = await pair();
  await call(ada.page, ben.account, " with video");
  await ada.page.getByText("Calling …").waitFor();
  const ringing = ben.page.getByRole("alertdialog", {
    name: `${ada.account.username} is calling with video`,
  });
  await ringing.waitFor();
  await ringing.getByRole("button", { name: "With video" }).click();
  await Promise.all([sees(ada.page, ben.account.username), sees(ben.page, ada.account.username)]);

  await ada.page.getByRole("button", { name: "Mute", exact: true }).click();
  await ben.page.getByText(`${ada.account.username} is muted`).waitFor();
  await ada.page.getByRole("button", { name: "Turn the camera off" }).click();
  await ben.page.getByLabel(`${ada.account.username}, live`).waitFor({ state: "hidden" });
  await ada.page.getByRole("button", { name: "Turn the camera on" }).click();
  await sees(ben.page, ada.account.username);

  await ben.page.getByRole("button", { name: "Hang up" }).click();
  await ada.page.getByText("The call has ended.").waitFor();
  expect(await ben.page.getByRole("button", { name: "Hang up" }).count()).toBe(0);
  for (const one of [ada, ben]) await one.leave();
});

test("who loads the page anew is back in the call", async () => {
  const { ada, ben } = await pair();
  await call(ada.page, ben.account, " with video");
  await ben.page.getByRole("button", { name: "With video" }).click();
  await sees(ada.page, ben.account.username);
  await ben.page.reload();
  await sees(ben.page, ada.account.username);
  await sees(ada.page, ben.account.username);
  await ada.page.getByRole("button", { name: "Hang up" }).click();
  await ben.page.getByText("The call has ended.").waitFor();
  for (const one of [ada, ben]) await one.leave();
});

test("a call is declined, and one that is given up is missed", async () => {
  const { ada, ben } = await pair();
  await call(ada.page, ben.account, "");
  await ben.page.getByRole("button", { name: "Decline" }).click();
  await ada.page.getByText("They cannot talk now.").waitFor();
  await call(ada.page, ben.account, "");
  await ben.page.getByRole("button", { name: "Accept" }).waitFor();
  await ada.page.getByRole("button", { name: "Hang up" }).click();
  await ben.page.getByText("You missed a call.").waitFor();
  for (const one of [ada, ben]) await one.leave();
});

test("the keyboard alone answers a call", async () => {
  const { ada, ben } = await pair();
  await call(ada.page, ben.account, "");
  await ben.page.getByRole("button", { name: "Accept" }).focus();
  await ben.page.keyboard.press("Enter");
  await ben.page.getByRole("timer").waitFor({ timeout: CONNECT_MS });
  await ben.page.getByRole("button", { name: "Hang up" }).focus();
  await ben.page.keyboard.press("Enter");
  await ada.page.getByText("The call has ended.").waitFor();
  for (const one of [ada, ben]) await one.leave();
});
