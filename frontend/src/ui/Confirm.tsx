import { lazy, type ReactNode, Suspense } from "react";

const ConfirmDialog = lazy(async () => ({ default: (await import("./ConfirmDialog")).ConfirmDialog }));

export type ConfirmProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** The word on the button that does it. */
  action: string;
  /** The word on the other one. */
  keep?: string;
  onConfirm: () => void;
};

/** Asks before something that cannot be taken back. Its code loads when it first opens. */
export function Confirm(props: ConfirmProps) {
  if (!props.open) return null;
  return (
    <Suspense>
      <ConfirmDialog {...props} />
    </Suspense>
  );
}
