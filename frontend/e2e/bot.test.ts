import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, test } from "vitest";
import { comment, commentOf, likesOf, stranger, writePost } from "./support/acts";
import { serverUrl } from "./support/api";
import { suite } from "./support/suite";

const { person } = suite();

const frontend = join(import.meta.dirname, "..");
const bot = stranger("bot");
let running: ChildProcess | undefined;

beforeAll(async () => {
  await promisify(execFile)("npm", ["run", "--silent", "build:net"], { cwd: frontend });
  const headers = { "Content-Type": "application/json" };
  const url = serverUrl();
  await fetch(`${url}/api/auth/signup`, { method: "POST", headers, body: JSON.stringify(bot) });
  const words = ["--experimental-websocket", "--no-warnings", "../tests/bot/welcome.mjs", url, bot.username];
  const env = { ...process.env, BOT_PASSWORD: bot.password };
  running = spawn(process.execPath, words, { cwd: frontend, env, stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(running, "exit").then(([code]) =>
    Promise.reject(new Error(`the bot ended with ${code}`)),
  );
  // Its one line: it is connected and follows the feed.
  if (running.stdout) await Promise.race([once(running.stdout, "data"), gone]);
  // From here on the end of the bot is the test's own.
  gone.catch(() => {});
});

afterAll(async () => {
  if (!running || running.exitCode !== null) return;
  const ended = once(running, "exit");
  running.kill("SIGTERM");
  await ended;
});

test("the example bot welcomes a first post once, leaves the second alone, and answers when mentioned", async () => {
  const ada = await person("ada");
  await writePost(ada.page, `My first ${Date.now()}`, "Hello.");
  await commentOf(ada.page, "Your first post here. Welcome.").waitFor();
  await likesOf(ada.page, 1).waitFor();

  await comment(ada.page, `Who are you, @${bot.username}?`);
  await commentOf(ada.page, "You called? I only welcome newcomers.").waitFor();

  await writePost(ada.page, `My second ${Date.now()}`, "Hello again.");
  await comment(ada.page, `Still here, @${bot.username}?`);
  // Handlers run in order: with this answer the second post has been dealt with, too.
  await commentOf(ada.page, "You called? I only welcome newcomers.").waitFor();
  await likesOf(ada.page, 0).waitFor();
});
