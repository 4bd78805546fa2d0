import { expect, test } from "vitest";
import { createdId, keyMaker } from "./id";

const ada = "019a0000-0000-7000-8000-000000000001";

// Computed with Python's hashlib and uuid, not with this code.
test.each([
  ["post", ada, "019a1234-5678-7abc-8def-0123456789ab", "019a1234-5678-7b32-891a-2df736d0a8c7"],
  ["comment", ada, "019a1234-5678-7abc-8def-0123456789ab", "019a1234-5678-769e-90a5-baa2ab76552a"],
  ["post", ada, "7b0e1c4e-6a3d-4c5b-9f5e-1d2c3b4a5968", "f0d037a1-08a2-88bd-89cb-4a4609bcdae1"],
  [
    "comment",
    "00000000-0000-0000-0000-000000000000",
    "0190ffff-ffff-7fff-bfff-ffffffffffff",
    "0190ffff-ffff-70fd-b893-0a412d8ab07f",
  ],
] as const)("the %s of %s with key %s is %s", (kind, actor, key, id) => {
  expect(createdId(kind, actor, key)).toBe(id);
  expect(createdId(kind, actor.toUpperCase(), key.toUpperCase())).toBe(id);
});

test("a key is a UUIDv7 of the clock", () => {
  const make = keyMaker({ now: () => 0x019a12345678, bytes: (n) => new Uint8Array(n).fill(0xff) });
  expect(make()).toBe("019a1234-5678-7000-bfff-ffffffffffff");
});

test("keys ascend while the clock stands, goes back, or the counter overflows", () => {
  let now = 1000;
  const make = keyMaker({ now: () => now, bytes: (n) => new Uint8Array(n) });
  const keys = Array.from({ length: 9000 }, (_, i) => {
    if (i === 4500) now = 500;
    return make();
  });
  expect(new Set(keys).size).toBe(keys.length);
  expect([...keys].sort()).toEqual(keys);
});
