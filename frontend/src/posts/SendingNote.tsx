import { CircleAlert, Clock } from "lucide-react";
import type { Sending } from "../net/outbox";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

/** How far something written here is on its way; nothing when the server has it. */
export function SendingNote({ sending }: { sending: Sending | undefined }) {
  if (!sending) return null;
  if (sending.state === "pending") {
    return (
      <p className="relative inline-flex animate-appear items-center gap-1.5 text-note text-faint">
        <Icon of={Clock} size={14} />
        Sending
      </p>
    );
  }
  return (
    <div
      role="alert"
      className="relative mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-control bg-alarm-wash px-3 py-1.5 text-note"
    >
      <Icon of={CircleAlert} size={16} className="text-alarm" />
      <span className="grow">Not sent. {sending.problem?.message}</span>
      <span className="flex">
        <Button look="plain" size="small" className="underline" onClick={sending.retry}>
          Try again
        </Button>
        <Button look="plain" size="small" onClick={sending.discard}>
          Discard
        </Button>
      </span>
    </div>
  );
}
