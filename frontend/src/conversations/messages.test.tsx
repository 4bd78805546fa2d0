import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { AnsweredMessage } from "../api/types";
import { live, quiet, staged, wrapper } from "../net/testing/stage";
import { useMessages } from "./messages";

staged();

function message(number: number): AnsweredMessage {
  const sender = { id: "ada", username: "ada", display_name: "Ada", avatar: null };
  const text = { body: `${number}`, html: `${number}`, mentions: [], reactions: [], reply_to: null };
  const rest = { pinned: false, deleted: false, sent_position: number, position: number };
  return {
    id: `m${number}`,
    conversation: "c",
    sender,
    created_at: "2026-01-01T00:00:00Z",
    ...text,
    ...rest,
  };
}

/** A page as the server says it, of messages `from` up to before `to`; it goes on at either end. */
function page(from: number, to: number) {
  const items = Array.from({ length: to - from }, (_, index) => message(to - 1 - index));
  return { items, next_cursor: `before ${from}`, newer_cursor: `after ${to - 1}`, position: 1000 };
}

/** A view in the middle of a conversation, and the pages that are asked for from there, to be answered by hand. */
async function reading() {
  const asked = new Map<string, (answer: ReturnType<typeof page>) => void>();
  live.read = (async ({ query }: { query: { around?: string; cursor?: string } }) => {
    const data =
      query.around === undefined
        ? await new Promise((answer) => asked.set(query.cursor ?? "", answer))
        : page(Number(query.around.slice(1)) - 2, Number(query.around.slice(1)) + 2);
    return { data, position: 1000, log: "one" };
  }) as typeof live.read;
  const { result } = renderHook(() => useMessages("c", "m500"), { wrapper });
  await quiet();
  return { result, asked, ids: () => result.current.messages.map((each) => each.id) };
}

test("pages are put at the end from which they were asked for", async () => {
  const { result, asked, ids } = await reading();
  expect(ids()).toEqual(["m498", "m499", "m500", "m501"]);
  act(() => result.current.older.loadMore());
  act(() => result.current.newer.loadMore());
  await quiet();
  asked.get("before 498")?.(page(496, 498));
  asked.get("after 501")?.(page(502, 504));
  await quiet();
  expect(ids()).toEqual(["m496", "m497", "m498", "m499", "m500", "m501", "m502", "m503"]);
});

test.each(["older", "newer"] as const)(
  "%s messages that come when one has gone elsewhere are not put there",
  async (which) => {
    const { result, asked, ids } = await reading();
    act(() => result.current[which].loadMore());
    await quiet();
    await act(() => result.current.goTo("m900"));
    asked.get("before 498")?.(page(496, 498));
    asked.get("after 501")?.(page(502, 504));
    await quiet();
    expect(ids()).toEqual(["m898", "m899", "m900", "m901"]);
    expect(result.current[which].loadingMore).toBe(false);
  },
);
