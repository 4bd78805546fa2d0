import { beforeEach, expect, test, vi } from "vitest";
import type { Saying } from "../net/frames";
import { Typing } from "./typing";

let said: Saying[];
let typing: Typing;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  typing = new Typing((saying) => said.push(saying));
  return () => void vi.useRealTimers();
});

const hears = (person: string, on: boolean) =>
  typing.hear({ op: "typing", conversation: "c", person, typing: on });

test("somebody is shown for five seconds after the last sign of it", () => {
  hears("ada", true);
  vi.advanceTimersByTime(4000);
  hears("ada", true);
  vi.advanceTimersByTime(4999);
  expect(typing.in("c")).toEqual(["ada"]);
  vi.advanceTimersByTime(1);
  expect(typing.in("c")).toEqual([]);
});

test("whoever stops, or has sent it, is shown no longer", () => {
  hears("ada", true);
  hears("ben", true);
  hears("ada", false);
  expect(typing.in("c")).toEqual(["ben"]);
  typing.sent("c", "ben");
  expect(typing.in("c")).toEqual([]);
});

test("one says it at most every three seconds, and that one stopped only if one had said it", () => {
  typing.rest("c");
  for (let i = 0; i < 10; i++) typing.write("c");
  expect(said).toEqual([{ op: "typing", conversation: "c", typing: true }]);
  vi.advanceTimersByTime(3000);
  typing.write("c");
  typing.rest("c");
  typing.rest("c");
  expect(said.map((each) => each.op === "typing" && each.typing)).toEqual([true, true, false]);
});

test("in another conversation it is said at once", () => {
  typing.write("c");
  typing.write("d");
  expect(said).toHaveLength(2);
});
