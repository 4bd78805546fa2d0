import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../ui/IconButton";
import { usePhone } from "./data";

/** A small panel at the head of the window, for what one answers in passing. It takes no focus from whoever is writing. */
export function CallFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      role="alertdialog"
      aria-label={label}
      className="fixed inset-x-3 top-3 z-40 animate-appear rounded-panel border border-line bg-raised p-4 shadow-float wide:right-6 wide:left-auto wide:w-[22rem]"
    >
      {children}
    </section>
  );
}

/** What did not work, and that it can be read no more. */
export function CallProblem({ words }: { words: string | undefined }) {
  const phone = usePhone();
  return (
    <div aria-live="assertive">
      {words !== undefined && (
        <p className="mt-3 flex items-start gap-2 rounded-control bg-alarm-wash py-1 pr-1 pl-3 text-note text-text">
          <span className="grow py-1">{words}</span>
          <IconButton
            icon={X}
            label="Close"
            size={16}
            className="size-8"
            edge
            onClick={() => phone((it) => it.dismiss())}
          />
        </p>
      )}
    </div>
  );
}
