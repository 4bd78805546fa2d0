// @vitest-environment jsdom
import { expect, it } from "vitest";
import { countOf, figure, hostOf, plainText, safeAddress } from "./words";

it.each([
  [0, "0"],
  [1204, "1,204"],
  [12_345, "12.3k"],
  [20_000, "20k"],
  [4_100_000, "4.1M"],
])("%i is shown as %s", (count, shown) => {
  expect(figure(count)).toBe(shown);
});

it("counts one thing and many", () => {
  expect([countOf(1, "reply", "replies"), countOf(2, "reply", "replies"), countOf(0, "post")]).toEqual([
    "1 reply",
    "2 replies",
    "0 posts",
  ]);
});

it("follows only web addresses", () => {
  expect(safeAddress("https://example.org/a")).toBe("https://example.org/a");
  expect(safeAddress("javascript:alert(1)")).toBeUndefined();
  expect(safeAddress(null)).toBeUndefined();
});

it("names the host of a link as people know it", () => {
  expect(hostOf("https://www.example.org/a?b")).toBe("example.org");
});

it("makes an excerpt out of the words of a text", () => {
  expect(plainText("<p>One <em>two</em></p><p>three</p>", 100)).toBe("One two three");
  expect(plainText("<p>A long sentence indeed</p>", 6)).toBe("A long…");
  expect(plainText("<p>1 &lt; 2</p><img src=x onerror=alert(1)>", 100)).toBe("1 < 2");
});
