/**
 * Scrolls through a very long conversation, back to its beginning and down to now again, and says how long the longest
 * frame took. The messages are made here, in the place of the server's; everything else is the real server and the real
 * pages: `npm run measure`, with LOGGIA_BIN and LOGGIA_WEB_DIR, or LOGGIA_E2E_URL. With LOGGIA_MESSAGES=20000 or fewer it
 * also says how long the page's longest task took the processor: how much of a frame is the page's own doing.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { desktop, phone } from "../e2e/support/browser";
import { suite } from "../e2e/support/suite";
import { pairOf } from "../e2e/support/talk";
import { answerMessages, type Talk } from "./messages";
import { tasksDuring } from "./tasks";

const MESSAGES = Number(process.env.LOGGIA_MESSAGES ?? 100_000);
/** A frame that takes longer is seen. Frames come at the screen's beat, so three beats are 50.0 ms, give or take the clock. */
const LIMIT_MS = 50;
const CLOCK_MS = 0.5;
/** The trace of more than this is longer than a string may be. */
const TRACED = 20_000;
/** A quick hand on a wheel: two screens in three frames. */
const STEP_PX = 600;

const { person } = suite();

test.each([
  ["desktop", desktop],
  ["phone", phone],
])(`${MESSAGES} messages on a %s: no frame over ${LIMIT_MS} ms`, async (name, viewport) => {
  const [ada, ben] = [await person("ada", { viewport }), await person("ben")];
  const id = await pairOf(ada.account, ben.account);
  const talk: Talk = { id, people: [ada.account.username, ben.account.username], count: MESSAGES };
  await answerMessages(ada.page, talk);
  await ada.page.goto(`/conversations/${id}`);

  await ada.page.getByText(`number ${MESSAGES - 1}.`).waitFor();
  await ada.page.waitForLoadState("networkidle");

  report(`${name}, standing still`, "frames", await frames(ada.page));
  for (const way of ["back", "down"] as const) {
    const work = () => scroll(ada.page, way);
    const { result, tasks } =
      MESSAGES <= TRACED ? await tasksDuring(ada.page, work) : { result: await work(), tasks: undefined };
    report(`${name}, ${way}, ${result.seen} messages`, "frames", result.frames);
    if (tasks) report(`${name}, ${way}`, "tasks by the processor's time", tasks);
    expect(result.seen, "all of it was gone through").toBe(MESSAGES);
    expect(Math.max(...result.frames), "the longest frame").toBeLessThanOrEqual(LIMIT_MS + CLOCK_MS);
  }
});

/** What the machine itself takes: frames of three seconds in which nothing is done. */
function frames(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const all: number[] = [];
    let before = await new Promise<number>((done) => requestAnimationFrame(done));
    for (let i = 0; i < 180; i++) {
      const now = await new Promise<number>((done) => requestAnimationFrame(done));
      all.push(now - before);
      before = now;
    }
    return all;
  });
}

interface Scrolled {
  /** Milliseconds from one frame to the next. */
  frames: number[];
  /** How many different messages were drawn. */
  seen: number;
}

/** Step by step, one a frame, until the end of that way is in sight; where it is still being read it waits. */
function scroll(page: Page, way: "back" | "down"): Promise<Scrolled> {
  return page.getByRole("log").evaluate(
    async (log, [direction, step]) => {
      const frames: number[] = [];
      const seen = new Set<string>();
      const look = () => {
        for (const row of log.querySelectorAll<HTMLElement>("[data-message]")) {
          seen.add(row.dataset.message ?? "");
        }
      };
      const end = () =>
        direction === "back"
          ? log.scrollTop <= 0 && /This is where/.test(log.textContent ?? "")
          : log.scrollTop + log.clientHeight >= log.scrollHeight - 2 &&
            document.querySelector("[data-fresh]") === null;
      look();
      let before = await new Promise<number>((done) => requestAnimationFrame(done));
      for (let still = 0; still < 120; ) {
        log.scrollTop += direction === "back" ? -step : step;
        const now = await new Promise<number>((done) => requestAnimationFrame(done));
        frames.push(now - before);
        before = now;
        look();
        still = end() ? still + 1 : 0;
      }
      return { frames, seen: seen.size };
    },
    [way, STEP_PX] as const,
  );
}

function report(what: string, of: string, times: number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
  const long = times.filter((time) => time > LIMIT_MS + CLOCK_MS).length;
  console.log(
    `${what}: ${times.length} ${of}, median ${at(0.5)} ms, 99 % ${at(0.99)} ms, 99.9 % ${at(0.999)} ms, ` +
      `longest ${at(1)} ms; ${long} over ${LIMIT_MS} ms`,
  );
}
