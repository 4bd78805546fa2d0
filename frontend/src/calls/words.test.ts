import { expect, test } from "vitest";
import { wordsFor } from "./media";
import { clockOf, statusOf } from "./words";

test("how long one talks", () => {
  expect([0, 999, 65_000, 600_000, 3_605_000].map(clockOf)).toEqual([
    "0:00",
    "0:00",
    "1:05",
    "10:00",
    "1:00:05",
  ]);
  expect(clockOf(-5)).toBe("0:00");
});

test("what is going on", () => {
  const on = { acceptedAt: "2026-01-01T00:00:00Z" };
  expect(statusOf(on, undefined)).toMatch(/microphone/);
  expect(statusOf({ acceptedAt: undefined }, { link: "waiting" })).toBe("Calling …");
  expect(statusOf(on, { link: "connecting" })).toBe("Connecting …");
  expect(statusOf(on, { link: "lost" })).toBe("Connecting again …");
  expect(statusOf(on, { link: "connected" })).toBe("");
});

test("a refusal of the browser says what to do", () => {
  expect(wordsFor("audio", "NotAllowedError")).toMatch(/microphone.*Allow it/);
  expect(wordsFor("video", "NotFoundError")).toMatch(/No camera was found/);
  expect(wordsFor("audio", "NotReadableError")).toMatch(/in use elsewhere/);
  expect(wordsFor("video", "Strange")).toMatch(/does not work/);
});
