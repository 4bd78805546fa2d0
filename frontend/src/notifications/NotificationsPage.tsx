import { Link, Navigate } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { useMe } from "../account/session";
import { PageHead } from "../app/PageHead";
import { Icon } from "../ui/Icon";
import { useNotifications } from "./data";
import { NotificationList } from "./NotificationList";

/** Everything others did that concerns one. */
export function NotificationsPage() {
  const me = useMe();
  if (!me) return <Navigate to="/login" search={{ next: "/notifications" }} replace />;
  return <All />;
}

function All() {
  const list = useNotifications();
  return (
    <>
      <PageHead title="Notifications" fresh={list.unread}>
        <Link
          to="/settings"
          hash="told"
          className="inline-flex min-h-10 items-center gap-2 rounded-control px-3 text-note text-soft hover:bg-shade hover:text-text"
        >
          <Icon of={Settings} size={16} />
          How you are told
        </Link>
      </PageHead>
      <div className="border-y border-line">
        <NotificationList list={list} />
      </div>
    </>
  );
}
