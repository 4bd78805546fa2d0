import { type ReactNode, useState } from "react";
import type { Time } from "../api/types";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

const HOUR_MS = 3_600_000;
const terms = [
  { label: "An hour", ms: HOUR_MS },
  { label: "A day", ms: 24 * HOUR_MS },
  { label: "A week", ms: 7 * 24 * HOUR_MS },
  { label: "Until it is lifted", ms: undefined },
] as const;

type TermDialogProps = {
  title: string;
  children: ReactNode;
  /** The word on the button that does it. */
  action: string;
  onClose: () => void;
  /** Until when; without an end until it is lifted. */
  onChosen: (until: Time | undefined) => void;
};

/** For how long something shall hold. */
export function TermDialog({ title, children, action, onClose, onChosen }: TermDialogProps) {
  const [chosen, choose] = useState<number>(0);
  const done = () => {
    const ms = terms[chosen]?.ms;
    onChosen(ms === undefined ? undefined : new Date(Date.now() + ms).toISOString());
    onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <p className="mb-4 text-body text-soft">{children}</p>
      <fieldset className="grid grid-cols-2 gap-2">
        <legend className="mb-2 text-note text-soft">For how long</legend>
        {terms.map(({ label }, index) => (
          <label
            key={label}
            data-pick
            className="flex min-h-11 items-center justify-center rounded-control border border-edge/60 px-3 text-body text-soft transition-colors hover:bg-shade has-checked:border-text has-checked:bg-shade has-checked:font-[550] has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool"
          >
            <input
              type="radio"
              name="term"
              className="sr-only"
              checked={chosen === index}
              onChange={() => choose(index)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <div className="mt-6 flex flex-col-reverse gap-2 wide:flex-row wide:justify-end">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" onClick={done}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
