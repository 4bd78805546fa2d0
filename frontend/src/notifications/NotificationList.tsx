import { useEffect, useState } from "react";
import type { Id, Notification, Position } from "../api/types";
import { Button, ButtonLink } from "../ui/Button";
import { RowBars } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { type Notifications, useReadNotifications } from "./data";
import { NotificationItem } from "./NotificationItem";

/** Long enough to have seen them. */
const SETTLE_MS = 600;

type NotificationListProps = {
  list: Notifications;
  /** One goes where a notification leads. */
  onOpen?: () => void;
};

/** What others did that concerns one, latest first. Whoever looks at it has read it. */
export function NotificationList({ list, onOpen = () => {} }: NotificationListProps) {
  const { notifications, status, problem, retry, hasMore, loadingMore, moreProblem, loadMore } = list;
  const fresh = useFresh(notifications);
  useReading(list);
  if (status === "loading")
    return <RowBars label="Loading your notifications" widths={SENTENCES} second="w-16" />;
  if (notifications.length === 0) {
    if (status === "failed") {
      return (
        <Failed title="Your notifications did not come" onRetry={retry}>
          {problem?.message}
        </Failed>
      );
    }
    return (
      <Empty
        action={
          <ButtonLink to="/people" onClick={onOpen}>
            Look around
          </ButtonLink>
        }
      >
        Nothing yet. When somebody likes, answers or asks you something, it stands here.
      </Empty>
    );
  }
  return (
    <>
      <ul aria-label="Notifications" className="divide-y divide-line">
        {notifications.map((notification) => (
          <NotificationItem
            key={notification.id}
            notification={notification}
            fresh={fresh.has(notification.id)}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {hasMore && (
        <p className="flex flex-wrap items-center justify-center gap-3 border-t border-line py-5 text-center text-note text-soft">
          {moreProblem && <span role="status">Older ones did not come.</span>}
          <Button busy={loadingMore} onClick={loadMore}>
            {moreProblem ? "Try again" : "Show older ones"}
          </Button>
        </p>
      )}
    </>
  );
}

/** Those that were unread when one came, or have come since: they stay marked while one is here. */
function useFresh(notifications: readonly Notification[]): ReadonlySet<Id> {
  const [fresh, setFresh] = useState<ReadonlySet<Id>>(new Set<Id>());
  const more = notifications.filter((each) => each.unread && !fresh.has(each.id));
  if (more.length > 0) setFresh(new Set([...fresh, ...more.map((each) => each.id)]));
  return fresh;
}

/** Tells the server once somebody has had time to look. */
function useReading({ notifications, unread }: Notifications): void {
  const readUpTo = useReadNotifications();
  const last = notifications.reduce<Position>((most, each) => Math.max(most, each.position), 0);
  const due = unread > 0 && last > 0;
  useEffect(() => {
    if (!due) return;
    let timer: number | undefined;
    const look = () => {
      window.clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      // Not told: the next notification, or the next visit, tells it.
      timer = window.setTimeout(() => void readUpTo(last).catch(() => {}), SETTLE_MS);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [due, last, readUpTo]);
}

const SENTENCES = ["w-4/5", "w-3/5", "w-2/3", "w-1/2"];
