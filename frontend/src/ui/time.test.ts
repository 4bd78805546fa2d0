import { expect, it } from "vitest";
import { ago, until } from "./time";

const now = Date.parse("2026-11-21T12:00:00Z");

it.each([
  ["2026-11-21T11:59:31Z", "now"],
  ["2026-11-21T12:00:20Z", "now"],
  ["2026-11-21T11:56:00Z", "4 min"],
  ["2026-11-21T09:00:00Z", "3 h"],
  ["2026-11-19T11:00:00Z", "2 d"],
  ["2026-10-02T12:00:00Z", "2 Oct"],
  ["2024-10-02T12:00:00Z", "2 Oct 2024"],
  ["no time at all", ""],
])("%s is %s", (at, words) => {
  expect(ago(at, now)).toBe(words);
});

it.each([
  ["2026-11-21T12:00:10Z", "in a moment"],
  ["2026-11-21T12:05:00Z", "in 5 min"],
  ["2026-11-22T13:00:00Z", "in 1 day"],
  ["2026-11-24T12:00:00Z", "in 3 days"],
])("%s closes %s", (at, words) => {
  expect(until(at, now)).toBe(words);
});
