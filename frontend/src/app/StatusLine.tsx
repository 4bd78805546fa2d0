import { CloudOff, Send } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useConnection, useOutbox } from "../net/connection";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

const NotSent = lazy(async () => ({ default: (await import("./NotSent")).NotSent }));

/** The quiet line at the top: being offline, and writes that were refused. Empty otherwise. */
export function StatusLine() {
  const offline = useConnection() === "offline";
  const { waiting, failed } = useOutbox();
  const [looking, setLooking] = useState(false);
  return (
    <div aria-live="polite" className="sticky top-0 z-30">
      {offline && (
        <p
          data-line
          className="flex items-center justify-center gap-2 border-b border-line bg-shade px-4 py-1.5 text-center text-note"
        >
          <Icon of={CloudOff} size={16} className="text-soft" />
          You are offline. What you write will be sent.{waiting > 0 && ` ${waiting} waiting.`}
        </p>
      )}
      {failed.length > 0 && (
        <div
          data-line
          className="flex items-center justify-center gap-3 border-b border-line bg-alarm-wash px-4 py-1 text-note"
        >
          <Icon of={Send} size={16} className="text-alarm" />
          {failed.length === 1 ? `Not sent: ${failed[0]?.what}.` : `${failed.length} things were not sent.`}
          <Button look="plain" size="small" className="underline" onClick={() => setLooking(true)}>
            See why
          </Button>
        </div>
      )}
      {looking && failed.length > 0 && (
        <Suspense>
          <NotSent failed={failed} onClose={() => setLooking(false)} />
        </Suspense>
      )}
    </div>
  );
}
