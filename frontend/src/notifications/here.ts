/** What one is told of a game while one looks at it: that counts as seen, and is no news. */
import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Id, Notification } from "../api/types";
import { useNotifications, useReadNotifications } from "./data";

/** A move answered at once needs no telling that one saw it. */
const SETTLE_MS = 1000;

/** The game whose page one is on. */
function useGameHere(): Id | undefined {
  const path = useLocation({ select: (location) => location.pathname });
  return path.match(/^\/games\/([^/]+)$/)?.[1];
}

/** How many are unread, without what is about the game one looks at. */
export function useUnread(): number {
  const { notifications, unread } = useNotifications();
  const game = useGameHere();
  return Math.max(0, unread - unreadOf(notifications, game).length);
}

/** Tells the server once somebody has looked at the game for a moment. */
export function useSeenHere(notifications: readonly Notification[]): void {
  const game = useGameHere();
  const readUpTo = useReadNotifications();
  const due = unreadOf(notifications, game).reduce((most, each) => Math.max(most, each.position), 0);
  useEffect(() => {
    if (game === undefined || due === 0) return;
    let timer: number | undefined;
    const look = () => {
      window.clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      // Not told: the next one, or the next visit, tells it.
      timer = window.setTimeout(() => void readUpTo(due, game).catch(() => {}), SETTLE_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [game, due, readUpTo]);
}

function unreadOf(notifications: readonly Notification[], game: Id | undefined): Notification[] {
  return game === undefined ? [] : notifications.filter((each) => each.unread && each.about.game === game);
}
