/** Keys and ids: what a command creates has its final id before the server has seen it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Id } from "../api/types";

/** A clock and random bytes, so that tests can fix both. */
export interface Entropy {
  /** Milliseconds. */
  now(): number;
  bytes(count: number): Uint8Array;
}

const real: Entropy = {
  now: () => Date.now(),
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

/** Makes idempotency keys: UUIDv7 (RFC 9562), strictly ascending within one maker even when the clock stands or goes back. */
export function keyMaker(entropy: Entropy = real): () => string {
  let last = { ms: 0, counter: 0 };
  return () => {
    const ms = Math.max(entropy.now(), last.ms);
    // 12 bits of counter after the time; when it overflows, the next millisecond is borrowed.
    const counter = ms === last.ms ? last.counter + 1 : 0;
    last = counter > 0xfff ? { ms: ms + 1, counter: 0 } : { ms, counter };
    const bytes = entropy.bytes(16);
    writeTime(bytes, last.ms);
    bytes[6] = last.counter >> 8;
    bytes[7] = last.counter & 0xff;
    return format(stamped(bytes, 7));
  };
}

/**
 * The id of what (kind, actor, key) creates; the server computes the same (`created` in its `src/id.rs`).
 * The key's time prefix when the key is a UUIDv7 and SHA-256 bits after it, version 7; hash bits alone and version 8 otherwise.
 */
export function createdId(kind: "post" | "comment" | "message", actor: Id, key: string): Id {
  const lower = key.toLowerCase();
  const hash = sha256(utf8ToBytes(`${kind}:${actor.toLowerCase()}:${lower}`));
  if (lower[14] !== "7") return format(stamped(hash.slice(0, 16), 8));
  const bytes = new Uint8Array(16);
  bytes.set(parse(lower).subarray(0, 6));
  bytes.set(hash.subarray(0, 10), 6);
  return format(stamped(bytes, 7));
}

/** The one key of what is done because of something: done again, it is the same deed. `why` names both, such as `reply:<event id>`. */
export function keyOf(why: string): string {
  return format(stamped(sha256(utf8ToBytes(why)).slice(0, 16), 8));
}

function writeTime(bytes: Uint8Array, ms: number): void {
  // 48 bits do not fit the 32 of bitwise operators.
  for (let i = 5, rest = ms; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

function stamped(bytes: Uint8Array, version: number): Uint8Array {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

function parse(id: Id): Uint8Array {
  const hex = id.replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

function format(bytes: Uint8Array): Id {
  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
