import { CloudOff, Send } from "lucide-react";
import { useState } from "react";
import { useConnection, useOutbox } from "../net/connection";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";

/** The quiet line at the top: being offline, and writes that were refused. Empty otherwise. */
export function StatusLine() {
  const offline = useConnection() === "offline";
  const { waiting, failed } = useOutbox();
  const [looking, setLooking] = useState(false);
  return (
    <div aria-live="polite" className="sticky top-0 z-30">
      {offline && (
        <p className="flex items-center justify-center gap-2 border-b border-line bg-shade px-4 py-1.5 text-center text-note">
          <Icon of={CloudOff} size={16} className="text-soft" />
          You are offline. What you write will be sent.{waiting > 0 && ` ${waiting} waiting.`}
        </p>
      )}
      {failed.length > 0 && (
        <div className="flex items-center justify-center gap-3 border-b border-line bg-alarm-wash px-4 py-1 text-note">
          <Icon of={Send} size={16} className="text-alarm" />
          {failed.length === 1 ? `Not sent: ${failed[0]?.what}.` : `${failed.length} things were not sent.`}
          <Button look="plain" size="small" className="underline" onClick={() => setLooking(true)}>
            See why
          </Button>
        </div>
      )}
      <Dialog open={looking && failed.length > 0} onOpenChange={setLooking} title="Not sent">
        <ul className="divide-y divide-line">
          {failed.map(({ key, what, sending }) => (
            <li key={key} className="py-3 first:pt-0 last:pb-0">
              <p className="text-body font-[550] first-letter:uppercase">{what}</p>
              <p className="mt-0.5 text-body text-soft">{sending.problem?.message}</p>
              <div className="mt-2 flex gap-2">
                <Button size="small" onClick={sending.retry}>
                  Try again
                </Button>
                <Button size="small" look="plain" onClick={sending.discard}>
                  Discard
                </Button>
              </div>
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}
