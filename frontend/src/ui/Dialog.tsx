import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { IconButton } from "./IconButton";

const veil =
  "fixed inset-0 bg-veil transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0";
const panel =
  "fixed z-40 flex max-h-[85dvh] w-full flex-col overflow-y-auto bg-raised p-5 shadow-float outline-none " +
  "transition-[transform,opacity] duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0 " +
  "inset-x-0 bottom-0 rounded-t-panel pb-[max(1.25rem,env(safe-area-inset-bottom))] " +
  "data-starting-style:translate-y-4 data-ending-style:translate-y-4 " +
  "wide:inset-auto wide:top-1/2 wide:left-1/2 wide:max-w-[27rem] wide:-translate-1/2 wide:rounded-panel wide:p-6 " +
  "wide:data-starting-style:-translate-y-[48%] wide:data-ending-style:-translate-y-[48%]";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
};

/** Floats in the middle; on a phone it rises from the foot, where the thumb is. */
export function Dialog({ open, onOpenChange, title, children }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={`${veil} z-30`} />
        <Base.Popup className={panel}>
          <div className="mb-3 flex items-center justify-between gap-4">
            <Base.Title className="font-title text-title font-[560]">{title}</Base.Title>
            <Base.Close render={<IconButton icon={X} label="Close" className="-mr-2" />} />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

type ConfirmProps = {
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

/** Asks before something that cannot be taken back. */
export function Confirm({
  open,
  onOpenChange,
  title,
  children,
  action,
  keep = "Keep it",
  onConfirm,
}: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={`${veil} z-30`} />
        <AlertDialog.Popup className={panel}>
          <AlertDialog.Title className="font-title text-title font-[560]">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-body text-soft">{children}</AlertDialog.Description>
          <div className="mt-6 flex flex-col-reverse gap-2 wide:flex-row wide:justify-end">
            <AlertDialog.Close render={<Button>{keep}</Button>} />
            <AlertDialog.Close
              render={
                <Button look="danger" onClick={onConfirm}>
                  {action}
                </Button>
              }
            />
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
