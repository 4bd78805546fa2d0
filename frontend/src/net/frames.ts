/** Frames of `loggia.v1` that the server sends and this release understands. */
import type { Position } from "../api/types";
import type { LoggiaEvent } from "./events";
import type { Topic } from "./subscriptions";

export interface Refused {
  topic: Topic;
  code: string;
}

export type Frame =
  | {
      op: "hello";
      connection: string;
      incarnation: string;
      position: Position;
      heartbeat_ms: number;
      person: string;
      topics: Topic[];
      refused: Refused[];
    }
  | ({ op: "event" } & LoggiaEvent)
  | {
      op: "subscribed";
      id: number;
      topics: Topic[];
      refused: Refused[];
      position: Position;
      events: ({ op: "event" } & LoggiaEvent)[];
    }
  | { op: "heartbeat"; position: Position }
  | { op: "reset"; topics: Topic[]; position: Position; reason: string }
  | { op: "reconnect"; after_ms: number }
  | { op: "error"; code: string };

/** Reads a frame; undefined for what is no JSON object with an `op`. */
export function parseFrame(data: unknown): Frame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    const known = typeof frame === "object" && frame !== null && "op" in frame;
    return known ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
