import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Button } from "./Button";
import type { ConfirmProps } from "./Confirm";
import { panel, veil } from "./Dialog";

export function ConfirmDialog({
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
