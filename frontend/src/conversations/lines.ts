/** Messages as the lines of a view: with days between them, and where the new ones begin. Pure. */
import type { Id, Position, Time } from "../api/types";
import type { MessageRow } from "./messages";

export type Line =
  /** Below the last one, when it is not the last one said. */
  | { kind: "further"; key: string }
  | { kind: "day"; key: string; at: Time }
  | { kind: "new"; key: string }
  /** `head`: it says whose it is; the next ones of the same breath do not. */
  | { kind: "message"; key: Id; message: MessageRow; head: boolean };

/** Longer apart than this is another breath. */
const BREATH_MS = 5 * 60_000;

/** Whether what is there reaches to the first message, and to the last one said. */
export interface Reach {
  begun: boolean;
  atNow: boolean;
}

/**
 * `readUpTo`: what had been read when the view was opened; the line stands where what one had read ends, once that is
 * there. Above the first message of several there is nothing but messages to come: it holds the place while they do.
 */
export function linesOf(
  messages: readonly MessageRow[],
  readUpTo: Position,
  viewer: Id | undefined,
  { begun, atNow }: Reach,
): Line[] {
  const lines: Line[] = [];
  let before: MessageRow | undefined;
  let marked = false;
  for (const message of messages) {
    const { day } = timeOf(message);
    const newDay = !before || timeOf(before).day !== day;
    if (newDay && (before || begun)) lines.push({ kind: "day", key: `day ${day}`, at: message.created_at });
    const unread = message.sent_position > readUpTo && message.author.id !== viewer;
    const known = before && (before.sent_position <= readUpTo || before.author.id === viewer);
    const ends = !marked && unread && known;
    if (ends) lines.push({ kind: "new", key: "new" });
    const head = newDay || (!marked && unread) || !before || !sameBreath(before, message);
    marked ||= unread;
    lines.push({ kind: "message", key: message.id, message, head });
    before = message;
  }
  if (!atNow) lines.push({ kind: "further", key: "further" });
  return lines;
}

function sameBreath(before: MessageRow, message: MessageRow): boolean {
  const apart = timeOf(message).ms - timeOf(before).ms;
  return before.author.id === message.author.id && !message.reply_to && apart < BREATH_MS;
}

// In a long conversation most rows are those of the time before: what is known of them is not worked out again.
const times = new WeakMap<MessageRow, { ms: number; day: string }>();

/** Its moment, and the reader's own day. */
function timeOf(message: MessageRow): { ms: number; day: string } {
  let time = times.get(message);
  if (!time) {
    const date = new Date(message.created_at);
    time = { ms: date.getTime(), day: date.toDateString() };
    times.set(message, time);
  }
  return time;
}
