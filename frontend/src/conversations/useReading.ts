import { useEffect, useEffectEvent, useRef } from "react";
import type { Position } from "../api/types";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";
import type { MessageRow } from "./messages";

/** Several messages in a row are one marker. */
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
  // In sight, and not told yet.
  const seen = useRef<Position>(undefined);
  const tell = useEffectEvent(() => {
    const upTo = seen.current;
    if (upTo === undefined) return;
    seen.current = undefined;
    told.current = upTo;
    // Not told: the next message, or the next visit, tells it.
    read(id, upTo).catch(() => {
      told.current = 0;
    });
  });

  useEffect(() => {
    if (due === undefined) return;
    let timer: number | undefined;
    const look = () => {
      window.clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      seen.current = due;
      timer = window.setTimeout(() => tell(), SETTLE_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [due]);

  // Whoever goes elsewhere, however soon, has seen what was there: it is not new to them when they look back.
  useEffect(() => {
    if (atEnd) return () => tell();
  }, [atEnd]);
}
