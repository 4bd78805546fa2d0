import { useState } from "react";
import type { Id, Position } from "../api/types";
import type { Conversation } from "./data";
import type { Messages } from "./messages";

/** How many messages of others have come below what one sees. */
export function useBehind(
  { unread }: Conversation,
  { messages, atNow }: Messages,
  atEnd: boolean,
  me: Id | undefined,
): number {
  const last = messages.findLast((message) => message.sent_position > 0)?.sent_position ?? 0;
  const [seen, setSeen] = useState<Position>(last);
  if (atEnd && last > seen) setSeen(last);
  // What is not here only the server can count.
  if (!atNow) return unread;
  return messages.filter((message) => message.sent_position > seen && message.author.id !== me).length;
}
