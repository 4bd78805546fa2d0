/** Messages as the lines of a view: with days between them, and where the new ones begin. Pure. */
import type { Id, Position, Time } from "../api/types";
import type { MessageRow } from "./data";

export type Line =
  /** Above the first message. */
  | { kind: "beginning"; key: string }
  | { kind: "day"; key: string; at: Time }
  | { kind: "new"; key: string }
  /** `head`: it says whose it is; the next ones of the same breath do not. */
  | { kind: "message"; key: Id; message: MessageRow; head: boolean };

/** Longer apart than this is another breath. */
const BREATH_MS = 5 * 60_000;

/**
 * `readUpTo`: what had been read when the view was opened; the line stands before the first message after it that is
 * not one's own.
 */
export function linesOf(messages: readonly MessageRow[], readUpTo: Position, viewer: Id | undefined): Line[] {
  const lines: Line[] = [{ kind: "beginning", key: "beginning" }];
  let before: MessageRow | undefined;
  let marked = false;
  for (const message of messages) {
    const { day } = timeOf(message);
    const newDay = !before || timeOf(before).day !== day;
    if (newDay) lines.push({ kind: "day", key: `day ${day}`, at: message.created_at });
    const unread = message.sent_position > readUpTo && message.author.id !== viewer;
    if (!marked && unread && before) lines.push({ kind: "new", key: "new" });
    const head = newDay || (!marked && unread) || !before || !sameBreath(before, message);
    marked ||= unread;
    lines.push({ kind: "message", key: message.id, message, head });
    before = message;
  }
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
