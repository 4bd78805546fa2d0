/** Frames of `loggia.v1` that the server sends and this release understands, and what it may be told in passing. */
import type { Id, Position } from "../api/types";
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
  | { op: "error"; code: string }
  | Signal;

/** What is not stored and has no position: worth something now or never. */
export type Signal =
  /** Everybody of one's friends who is here, and who of them is away; after each hello. */
  | { op: "friends_online_snapshot"; people: Id[]; away?: Id[] }
  | { op: "friend_presence_changed"; person: Id; status: Presence }
  /** Who is in a room. */
  | { op: "connected_users"; conversation: Id; people: Id[] }
  | { op: "typing"; conversation: Id; person: Id; typing: boolean }
  | Marker
  | { op: "signal"; call: Id; from: Id; data: unknown };

/** A tab of one's own has read this far: in a conversation, or of the notifications, all or those about a game. */
export interface Marker {
  op: "marker";
  conversation?: Id | null;
  game?: Id | null;
  up_to: Position;
  unread: number;
  /** Where `unread` was counted: what came after that is not in it. */
  position: Position;
}

export type Presence = "online" | "away" | "offline" | "unknown";

/** What a client says beside commands, which go by HTTP. */
export type Saying =
  | { op: "typing"; conversation: Id; typing: boolean }
  | { op: "signal"; call: Id; to: Id; data: unknown };

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
