import { expect, test } from "vitest";
import { ServerTime } from "./serverTime";

test("the server's clock is guessed from what took least time on its way", () => {
  let now = 1_000_000;
  const time = new ServerTime(() => now);
  expect(time.current()).toBe(1_000_000);
  // This browser's clock is 5 s ahead; the ways took 300, 20 and 900 ms.
  for (const way of [300, 20, 900]) {
    now += 1000;
    time.observe(now - 5000 - way);
  }
  expect(time.current()).toBe(now - 5020);
  time.observe(Number.NaN);
  expect(time.current()).toBe(now - 5020);
});
