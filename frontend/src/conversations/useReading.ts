import { useEffect, useRef } from "react";
import type { Position } from "../api/types";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";
import type { MessageRow } from "./messages";

/** A glance is enough; several messages in a row are one marker. */
const SETTLE_MS = 400;

/** Tells the server how far one has read, while the end of the conversation is in sight of somebody. */
export function useReading(
  conversation: Conversation,
  messages: readonly MessageRow[],
  atEnd: boolean,
): void {
  const { read } = useConversationActions();
  const told = useRef<Position>(0);
  const last = messages.findLast((message) => message.sent_position > 0)?.sent_position ?? 0;
  const due = atEnd && last > Math.max(conversation.read_up_to, told.current) ? last : undefined;
  const { id } = conversation;
  useEffect(() => {
    if (due === undefined) return;
    let timer: number | undefined;
    const look = () => {
      window.clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      timer = window.setTimeout(() => {
        told.current = due;
        // Not told: the next message, or the next visit, tells it.
        read(id, due).catch(() => {
          told.current = 0;
        });
      }, SETTLE_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [id, due, read]);
}
