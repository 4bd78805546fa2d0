import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { Problem } from "../api/problem";
import {
  asked,
  confirms,
  forget,
  likesOf,
  live,
  queries,
  quiet,
  replies,
  says,
  shown,
  staged,
  waits,
  world,
  wrapper,
} from "./testing/stage";
import { frame, liked } from "./testing/world";
import { useLive } from "./useLive";

staged();

test("a view shows its snapshot, what lay between it and the subscription, and what comes live, each once", async () => {
  const { result } = await shown();
  expect(world.wire.sent[1]).toMatchObject({ topics: ["post:p"], since: 100 });
  await says(
    confirms(1, [liked(101), liked(102)]),
    frame(liked(103)),
    frame(liked(103)),
    frame(liked(104, "q")),
  );
  expect(result.current.state?.seqs).toEqual([101, 102, 103]);
});

test("events that arrive while the snapshot is on its way are neither lost nor counted twice", async () => {
  const answer = waits();
  const { result } = await shown();
  await says(frame(liked(101)), frame(liked(105)), frame(liked(108)));
  answer(105);
  await quiet();
  expect(result.current.state?.seqs).toEqual([108]);
  expect(world.wire.sent[1]).toMatchObject({ since: 105 });
});

test("an event right behind the snapshot's answer finds the snapshot", async () => {
  const answer = waits();
  const { result } = await shown();
  // The very next thing after the answer that is not a microtask.
  await act(async () => {
    answer(100);
    await new Promise<void>((done) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        world.wire.says(frame(liked(101)));
        channel.port1.close();
        done();
      };
      channel.port2.postMessage(null);
    });
  });
  await quiet();
  expect(result.current.state?.seqs).toEqual([101]);
});

test("a view left and come back to closes its gap from where it had been covered", async () => {
  const first = await shown();
  await says(confirms(1), frame(liked(110)));
  first.unmount();
  await act(() => world.pass(10_000));
  expect(world.wire.sent.at(-1)).toMatchObject({ op: "unsubscribe", topics: ["post:p"] });
  await says({ op: "heartbeat", position: 130 });
  const { result } = await shown();
  expect(asked).toHaveLength(1);
  await act(() => world.pass(200));
  expect(world.wire.sent.at(-1)).toMatchObject({ op: "subscribe", topics: ["post:p"], since: 110 });
  await says(confirms(3, [liked(110), liked(120)]));
  expect(result.current.state?.seqs).toEqual([110, 120]);
});

test("two views of the same thing with snapshots of different age both end up right", async () => {
  const early = await shown();
  await says(confirms(1), frame(liked(104)));
  replies(async () => 103);
  const late = renderHook(() => useLive(["other view"], likesOf("p")), { wrapper });
  await quiet();
  await says(frame(liked(106)));
  expect(early.result.current.state?.seqs).toEqual([104, 106]);
  expect(late.result.current.state?.seqs).toEqual([104, 106]);
});

test("a reset reads what follows that topic again, at its position or later, and drops what is not shown", async () => {
  const { result } = await shown();
  const other = await shown("q");
  other.unmount();
  await says(confirms(1), frame(liked(110)));
  forget();
  replies(async (ask) => ask.after ?? 0);
  await says({ op: "reset", topics: ["post:p"], position: 900, reason: "too_old" }, frame(liked(901)));
  await quiet();
  expect(asked).toMatchObject([{ path: "/likes/p", after: 900 }]);
  expect(result.current.state).toEqual({ seqs: [901], position: 900 });
  expect(queries.getQueryData(["likes", "q"])).toBeUndefined();
});

test("another log resets everything and forgets old positions", async () => {
  const { result } = await shown();
  live.noteWrite(100);
  await act(async () => {
    world.wire.closes(1006);
    await world.pass(1000);
    world.wire.opens();
    replies(async () => 5);
    world.wire.welcomes({ incarnation: "two", position: 4 });
  });
  await quiet();
  expect(asked.at(-1)?.after).toBeUndefined();
  expect(result.current.state).toEqual({ seqs: [], position: 5 });
});

test("a view that fails says so, and can be asked again", async () => {
  replies(async () => {
    throw new Problem({ status: 503, code: "log.away", message: "Wait." });
  });
  const { result } = await shown();
  expect(result.current).toMatchObject({ status: "failed", problem: { message: "Wait." } });
  replies(async () => 100);
  await act(async () => result.current.retry());
  await quiet();
  expect(result.current).toMatchObject({ status: "ready", problem: undefined });
});
