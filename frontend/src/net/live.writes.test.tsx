import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { Problem } from "../api/problem";
import { type LoggiaEvent, NOT_YET } from "./events";
import {
  asked,
  confirms,
  likesOf,
  live,
  me,
  outbox,
  quiet,
  replies,
  says,
  shown,
  staged,
  waits,
  wrapper,
} from "./testing/stage";
import { frame, liked, settled } from "./testing/world";
import { useLive } from "./useLive";

staged();

test("what was written stays on top while a reset is being read: it is in no event any more", async () => {
  const { result } = await shown();
  await says(confirms(1));
  replies(async (ask) => (ask.method === "PUT" ? 500 : 100));
  await act(async () => {
    outbox.start(me);
    const event = { ...liked(NOT_YET, "p", me), seq: NOT_YET };
    outbox.add({ what: "your like", method: "PUT", path: "/like", event, whenRefused: "undo" });
    await settled();
  });
  expect(result.current.state?.seqs).toEqual([500]);
  const answer = waits();
  await says({ op: "reset", topics: ["post:p"], position: 900, reason: "too_old" });
  expect(result.current.state?.seqs).toEqual([500]);
  answer(900);
  await quiet();
  expect(result.current.state).toEqual({ seqs: [], position: 900 });
  expect(outbox.entries()).toEqual([]);
});

test("reads after a write name its position; a log that does not know it is asked without", async () => {
  live.noteWrite(150);
  live.noteWrite(140);
  replies(async (ask) => {
    if (ask.after === undefined) return 7;
    throw new Problem({ status: 409, code: "log.replaced", message: "" });
  });
  const { result } = await shown();
  expect(asked.map((ask) => ask.after)).toEqual([150, undefined]);
  expect(result.current.state?.position).toBe(7);
});

test("an unsent write lies on top at once, and its echo takes its place without a moment of both or neither", async () => {
  const all: number[] = [];
  const { result } = renderHook(
    () => {
      const view = useLive(["likes", "p"], likesOf("p"));
      all.push(view.state?.seqs.length ?? -1);
      return view;
    },
    { wrapper },
  );
  await quiet();
  const answer = waits();
  all.length = 0;
  const event: LoggiaEvent = { ...liked(NOT_YET, "p", me), seq: NOT_YET };
  await act(async () => {
    outbox.start(me);
    outbox.add({ what: "your like", method: "PUT", path: "/like", event, whenRefused: "undo" });
    await settled();
  });
  expect(result.current.state?.seqs).toEqual([NOT_YET]);
  await says(frame(liked(101, "p", me)));
  expect(result.current.state?.seqs).toEqual([101]);
  answer(101);
  await quiet();
  expect(result.current.state?.seqs).toEqual([101]);
  expect(all.slice(all.indexOf(1))).toEqual(all.slice(all.indexOf(1)).map(() => 1));
});
