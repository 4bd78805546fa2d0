import { useMe } from "../account/session";
import type { Time } from "../api/types";
import type { More } from "../net/useMore";
import { Button } from "../ui/Button";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { dayInFull, dayOrToday } from "../ui/time";
import type { Conversation } from "./data";
import { titleOf } from "./titles";

export function DayLine({ at }: { at: Time }) {
  return (
    <p className="flex h-12 items-center gap-3 px-4 text-note text-faint wide:px-6">
      <span aria-hidden="true" className="h-px grow bg-line" />
      <time dateTime={at} title={dayInFull(at)}>
        {dayOrToday(at, Date.now())}
      </time>
      <span aria-hidden="true" className="h-px grow bg-line" />
    </p>
  );
}

/** Where the messages begin that one had not read when one came in. */
export function NewLine() {
  return (
    <p className="flex h-9 items-center gap-3 px-4 text-note font-[600] text-accent wide:px-6">
      <span aria-hidden="true" className="h-px grow bg-accent" />
      New messages
    </p>
  );
}

/** Above the first message: that there is more, or that this is where it began. */
export function Beginning({ conversation, older }: { conversation: Conversation; older: More }) {
  const me = useMe()?.id;
  if (older.hasMore || older.moreProblem) return <Further more={older} which="Older" />;
  return (
    <p className="px-4 pt-8 pb-2 text-center text-note text-faint wide:px-6">
      {conversation.kind === "direct"
        ? `This is where you and ${titleOf(conversation, me)} began to talk.`
        : `This is where ${titleOf(conversation, me)} began.`}
    </p>
  );
}

/** Where more messages will stand. */
export function Further({ more, which }: { more: More; which: "Older" | "Newer" }) {
  if (more.moreProblem) {
    return (
      <p role="status" className="flex items-center justify-center gap-2 py-3 text-note text-soft">
        {which} messages did not come.
        <Button look="plain" size="small" className="underline" onClick={more.loadMore}>
          Try again
        </Button>
      </p>
    );
  }
  // As tall as what may stand here, so that nothing moves when it does.
  return (
    <div className="h-16">
      {more.loadingMore && <MessageBars rows={1} label={`Loading ${which.toLowerCase()} messages`} />}
    </div>
  );
}

/** The shape of messages while they load. */
export function MessageBars({ rows = 6, label = "Loading the messages" }: { rows?: number; label?: string }) {
  return (
    <Loading label={label}>
      <ul className="space-y-5 px-4 py-4 wide:px-6">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
          <li key={row} className="flex gap-3">
            <Disc className="size-9" />
            <div className="grow space-y-2">
              <Bar className="w-28" />
              <Bar className={row % 2 === 0 ? "w-3/5" : "w-2/5"} />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
