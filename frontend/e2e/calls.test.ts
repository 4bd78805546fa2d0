import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enter, stranger } from "./support/acts";
import { type Account, serverUrl } from "./support/api";
import { launch, PATIENCE_MS, type Visitor, visit } from "./support/browser";

import { pairOf } from "./support/talk";
import { until } from "./support/until";

/** Browsers code and decode pictures, and share the machine with everything else. */
const CONNECT_MS = 30_000;
/** Who is cut off longer has left: `PATIENCE_MS` of `src/calls/part.ts`. */
const RETURN_MS = 15_000;

type One = Visitor & { account: Account };

const folder = mkdtempSync(join(tmpdir(), "loggia-camera-"));
const browsers: Browser[] = [];
const visitors: Visitor[] = [];
let ada: One;
let ben: One;

/** Two people, each with a browser, a microphone and a camera that are made up; one looks at their conversation. */
beforeAll(async () => {
  const camera = join(folder, "camera.y4m");
  writeFileSync(camera, smallFilm());
  const fakes = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${camera}`,
  ];
  browsers.push(...(await Promise.all([launch(fakes), launch(fakes)])));
  [ada, ben] = await Promise.all([person(0, "ada"), person(1, "ben")]);
  await ben.page.goto("/");
  await openTalk(ada, ben);
});

afterAll(async () => {
  for (const visitor of visitors) await visitor.leave();
  for (const browser of browsers) await browser.close();
  rmSync(folder, { recursive: true });
});

/** Moving pictures that cost little to code: grey, ten a second, each a little lighter. */
function smallFilm(): Uint8Array {
  const [width, height, frames] = [160, 120, 10];
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame += 1) {
    const light = Buffer.alloc(width * height, 60 + 12 * frame);
    parts.push(Buffer.from("FRAME\n"), light, Buffer.alloc((width * height) / 2, 128));
  }
  return Buffer.concat(parts);
}

async function person(index: number, name: string): Promise<One> {
  const browser = browsers[index];
  if (!browser) throw new Error("no browser");
  const one = await visit(browser, serverUrl(), { permissions: ["camera", "microphone"] });
  visitors.push(one);
  const account = stranger(name);
  await enter(one.page, account);
  return { ...one, account };
}

async function openTalk(one: One, other: One): Promise<void> {
  await one.page.goto(`/conversations/${await pairOf(one.account, other.account)}`);
  await one.page.getByRole("textbox", { name: "Message" }).waitFor();
}

const button = (one: One, name: string) => one.page.getByRole("button", { name, exact: true });
const call = (one: One, to: One, kind: "" | " with video" = "") =>
  button(one, `Call ${to.account.username}${kind}`).click();
const theirs = (one: One, of: One): Locator => one.page.getByLabel(`${of.account.username}, live`);
const connected = (...people: One[]) =>
  Promise.all(people.map((one) => one.page.getByRole("timer").waitFor({ timeout: CONNECT_MS })));

/** Until the other's picture moves: frames are decoded, and of a size. */
async function sees(one: One, other: One): Promise<void> {
  const picture = theirs(one, other);
  await picture.waitFor({ timeout: CONNECT_MS });
  await moves(picture, `the picture of ${other.account.username}`);
}

async function moves(picture: Locator, what: string): Promise<void> {
  const frames = () =>
    picture.evaluate((video: HTMLVideoElement) =>
      video.videoWidth > 0 ? video.getVideoPlaybackQuality().totalVideoFrames : 0,
    );
  await until(`frames of ${what}`, CONNECT_MS, async () => (await frames()) > 0);
  const before = await frames();
  await until(`more frames of ${what}`, PATIENCE_MS, async () => (await frames()) > before);
}

/** Until sound has come from the other one. */
async function hears(one: One, other: One): Promise<void> {
  const voice = one.page.getByLabel(`The voice of ${other.account.username}`);
  await until(`the sound of ${other.account.username}`, CONNECT_MS, () =>
    voice.evaluate(({ srcObject, paused, currentTime }: HTMLAudioElement) => {
      const tracks = srcObject instanceof MediaStream ? srcObject.getAudioTracks() : [];
      return (
        !paused && currentTime > 0 && tracks.some((track) => !track.muted && track.readyState === "live")
      );
    }),
  );
}

/** One hangs up, the other is told, and neither has a call any more. */
async function end(one: One, other: One): Promise<void> {
  await button(one, "Hang up").click();
  await told(other, "The call has ended.");
  for (const each of [one, other]) await button(each, "Hang up").waitFor({ state: "hidden" });
}

/** A sentence in passing; one like it may still stand there. */
const told = (one: One, words: string) => one.page.getByText(words).last().waitFor();

/** How much of what the browser sends and gets for calls is lost, in hundredths; for connections made after the first word of it. */
async function wireOf(one: One) {
  const wire = await one.context.newCDPSession(one.page);
  const lose = (packetLoss: number) =>
    wire.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: 1, downloadThroughput: -1, uploadThroughput: -1 },
      packetLoss,
    });
  await lose(0);
  return { lose, detach: () => wire.detach() };
}

test("the keyboard alone answers a call; both hear each other; one hangs up", async () => {
  await call(ada, ben);
  await ada.page.getByText("Calling …").waitFor();
  await ben.page.getByRole("alertdialog", { name: `${ada.account.username} is calling` }).waitFor();
  await button(ben, "Accept").focus();
  await ben.page.keyboard.press("Enter");
  await connected(ada, ben);
  await Promise.all([hears(ada, ben), hears(ben, ada)]);
  await button(ben, "Hang up").focus();
  await ben.page.keyboard.press("Enter");
  await told(ada, "The call has ended.");
});

test("in a second call they see each other, and what one shows or hides the other sees", async () => {
  await call(ada, ben, " with video");
  await button(ben, "With video").click();
  await Promise.all([sees(ada, ben), sees(ben, ada)]);

  await button(ada, "Mute").click();
  await ben.page.getByText(`${ada.account.username} is muted`).waitFor();
  await button(ada, "Turn the camera off").click();
  await theirs(ben, ada).waitFor({ state: "hidden" });
  await button(ada, "Show your screen").click();
  await moves(ben.page.getByLabel(`The screen of ${ada.account.username}`), "the screen");
  await button(ada, "Stop showing your screen").click();
  await button(ada, "Turn the camera on").click();
  await sees(ben, ada);
  await end(ben, ada);
});

test("a link that is cut comes back, and so does a page that is loaded anew", async () => {
  const wire = await wireOf(ben);
  await call(ada, ben, " with video");
  await button(ben, "With video").click();
  await Promise.all([sees(ada, ben), sees(ben, ada)]);

  await wire.lose(100);
  await ada.page.getByText("Connecting again …").waitFor();
  const cut = Date.now();
  await wire.lose(0);
  await connected(ada, ben);
  expect(Date.now() - cut).toBeLessThan(RETURN_MS);
  await wire.detach();

  await ben.page.reload();
  await Promise.all([sees(ben, ada), sees(ada, ben)]);
  await end(ada, ben);
});

test("a call is declined, another missed, and who is in one is busy", async () => {
  await call(ada, ben);
  await button(ben, "Decline").click();
  await told(ada, "They cannot talk now.");
  await call(ada, ben);
  await button(ben, "Accept").waitFor();
  await button(ada, "Hang up").click();
  await told(ben, "You missed a call.");

  const cleo = await person(0, "cleo");
  await openTalk(cleo, ben);
  await call(ada, ben);
  await button(ben, "Accept").waitFor();
  cleo.allow(/409/);
  await call(cleo, ben);
  await told(cleo, "One of you is in a call already.");
  await button(ben, "Accept").click();
  await connected(ada, ben);
  await end(ada, ben);
});
