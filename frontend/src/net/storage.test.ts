import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leaseLock, memoryStore, type WithLock } from "./storage";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that lasts this long and tells how many do it at the same time. */
function worker() {
  let now = 0;
  const seen = { most: 0, done: 0 };
  const work = (ms: number) => async () => {
    seen.most = Math.max(seen.most, ++now);
    await new Promise((done) => setTimeout(done, ms));
    now -= 1;
    seen.done += 1;
  };
  return { seen, work };
}

test("a lease lets one tab work at a time, for as long as it takes", async () => {
  const store = memoryStore();
  const tabs: WithLock[] = [leaseLock(store), leaseLock(store), leaseLock(store)];
  const { seen, work } = worker();
  const all = Promise.all(tabs.map((withLock) => withLock("outbox", work(20_000))));
  await vi.advanceTimersByTimeAsync(70_000);
  await all;
  expect(seen).toEqual({ most: 1, done: 3 });
  expect(store.length).toBe(0);
});

test("different names do not wait for each other", async () => {
  const store = memoryStore();
  const { seen, work } = worker();
  const all = Promise.all(["outbox", "refresh"].map((name) => leaseLock(store)(name, work(5000))));
  await vi.advanceTimersByTimeAsync(6000);
  await all;
  expect(seen).toEqual({ most: 2, done: 2 });
});

test("a tab that is gone holds nobody up for long, and one whose work fails holds nobody up", async () => {
  const store = memoryStore();
  store.setItem("loggia.lease.outbox", `gone ${Date.now() + 6000}`);
  const { seen, work } = worker();
  const failing = leaseLock(store)("outbox", async () => {
    throw new Error("a mistake");
  });
  const failed = expect(failing).rejects.toThrow("a mistake");
  await vi.advanceTimersByTimeAsync(7000);
  await failed;
  const next = leaseLock(store)("outbox", work(10));
  await vi.advanceTimersByTimeAsync(1000);
  await next;
  expect(seen.done).toBe(1);
});
