import { Link, Navigate } from "@tanstack/react-router";
import { ArrowLeft, Laptop, Smartphone } from "lucide-react";
import type { SessionInfo } from "../api/types";
import { PageHead } from "../app/PageHead";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { RelativeTime } from "../ui/RelativeTime";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { Failed } from "../ui/states";
import { say } from "../ui/Toasts";
import { browserOf } from "./browserOf";
import { useMe, useRevokeSession, useSessions } from "./session";
import { useLeave } from "./useLeave";

/** Everywhere I am signed in, this browser first. */
export function SessionsPage() {
  const me = useMe();
  if (!me) return <Navigate to="/login" search={{ next: "/settings/sessions" }} replace />;
  return (
    <>
      <div className="px-2 pt-2 wide:px-4">
        <Link
          to="/settings"
          className="inline-flex min-h-10 items-center gap-2 rounded-control px-2 text-body text-soft transition-colors hover:bg-shade hover:text-text"
        >
          <Icon of={ArrowLeft} size={18} />
          Settings
        </Link>
      </div>
      <PageHead title="Where you are signed in" />
      <Sessions />
    </>
  );
}

function Sessions() {
  const { data, isPending, error, refetch, isFetching } = useSessions();
  if (isPending) return <SessionsSkeleton />;
  if (!data) {
    return (
      <Failed title="The list did not come" onRetry={() => void refetch()} busy={isFetching}>
        {error?.message}
      </Failed>
    );
  }
  const ordered = [...data].sort((one, other) => Number(other.current) - Number(one.current));
  return (
    <>
      <ul className="divide-y divide-line border-y border-line">
        {ordered.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ul>
      <p className="px-4 py-4 text-note text-soft wide:px-6">If you do not know one of these, sign it out.</p>
    </>
  );
}

function Row({ session }: { session: SessionInfo }) {
  const revoke = useRevokeSession();
  const leave = useLeave();
  const browser = browserOf(session.user_agent);
  const end = () => {
    if (session.current) void leave();
    else
      revoke.mutate(session.id, {
        onSuccess: () => say({ words: `${browser.name} is signed out.` }),
        onError: (problem) => say({ words: problem.message, urgent: true }),
      });
  };
  return (
    <li className="flex items-center gap-4 px-4 py-4 wide:px-6">
      <Icon of={browser.phone ? Smartphone : Laptop} size={24} className="text-soft" />
      <div className="min-w-0 grow">
        <p className="truncate text-body font-[550]">{browser.name}</p>
        <p className="text-note text-faint">
          {session.current ? (
            <span className="text-calm">This browser</span>
          ) : (
            <>
              Last used <RelativeTime at={session.last_used_at ?? session.created_at} />
            </>
          )}
          {session.address && ` · ${session.address}`}
        </p>
      </div>
      <Button size="small" busy={revoke.isPending} onClick={end}>
        Sign out
      </Button>
    </li>
  );
}

function SessionsSkeleton() {
  return (
    <Loading label="Loading the list">
      <ul className="divide-y divide-line border-y border-line">
        {["w-40", "w-32"].map((width) => (
          <li key={width} className="flex items-center gap-4 px-4 py-4 wide:px-6">
            <Disc className="size-6" />
            <div className="space-y-2">
              <Bar className={width} />
              <Bar className="h-3 w-24" />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
