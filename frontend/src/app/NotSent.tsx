import type { OutboxView } from "../net/connection";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

/** What the server refused, why, and what to do with it. */
export function NotSent({ failed, onClose }: { failed: OutboxView["failed"]; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Not sent">
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
  );
}
