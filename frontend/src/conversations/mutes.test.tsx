import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Mute, useMuted } from "./mutes";

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const passes = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const hence = (ms: number) => new Date(Date.now() + ms).toISOString();

test("a mute ends when it is over, however long the page has been open and however long it was for", () => {
  const { result, rerender } = renderHook((mute: Mute) => useMuted(mute), { initialProps: {} });
  expect(result.current).toBe(false);
  for (const ms of [HOUR_MS, 60 * 24 * HOUR_MS]) {
    passes(5 * HOUR_MS);
    rerender({ muted: true, muted_until: hence(ms) });
    passes(ms - 1000);
    expect(result.current).toBe(true);
    passes(1000);
    expect(result.current).toBe(false);
  }
});

test("one without an end holds until it is lifted", () => {
  const { result, rerender } = renderHook((mute: Mute) => useMuted(mute), { initialProps: { muted: true } });
  passes(1000 * HOUR_MS);
  expect(result.current).toBe(true);
  rerender({ muted: false });
  expect(result.current).toBe(false);
});
