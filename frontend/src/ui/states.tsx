import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Arcade } from "./Arch";
import { Button } from "./Button";

type EmptyProps = {
  /** One sentence: what would stand here. */
  children: ReactNode;
  /** One thing to do next. */
  action?: ReactNode;
};

/** Nothing is here yet: the arch, one sentence, one action. */
export function Empty({ children, action }: EmptyProps) {
  return (
    <div className="flex animate-appear flex-col items-center px-6 py-14 text-center">
      <Arcade className="mb-6 w-32" />
      <p className="max-w-[34ch] text-balance text-read text-soft">{children}</p>
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

type FailedProps = {
  /** What happened, in a few words. */
  title: string;
  /** What the person can do. */
  children?: ReactNode;
  onRetry?: (() => void) | undefined;
  busy?: boolean | undefined;
  action?: ReactNode;
};

/** Something did not come: what happened, what to do, try again. */
export function Failed({ title, children, onRetry, busy, action }: FailedProps) {
  return (
    <div role="alert" className="flex animate-appear flex-col items-center px-6 py-14 text-center">
      <p className="font-title text-title font-[560]">{title}</p>
      {children && <p className="mt-2 max-w-[40ch] text-balance text-body text-soft">{children}</p>}
      <div className="mt-5 flex gap-2">
        {onRetry && (
          <Button icon={RotateCw} onClick={onRetry} busy={busy}>
            Try again
          </Button>
        )}
        {action}
      </div>
    </div>
  );
}
