import { Popover } from "@base-ui/react/popover";
import { type ReactElement, useState } from "react";
import { ButtonLink } from "../ui/Button";
import { useNotifications } from "./data";
import { NotificationList } from "./NotificationList";

/** The latest notifications beside the bell; opens as it arrives, because the press that asked for it has already happened. */
export function BellPopover({ trigger }: { trigger: ReactElement }) {
  const [open, setOpen] = useState(true);
  const close = () => setOpen(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner side="right" align="start" sideOffset={10} collisionPadding={12} className="z-40">
          <Popover.Popup className="flex max-h-[min(38rem,85dvh)] w-[24rem] flex-col overflow-hidden rounded-panel border border-line bg-raised shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            <div className="flex min-h-13 items-center justify-between gap-3 border-b border-line pr-2 pl-6">
              <Popover.Title className="font-title text-read font-[560]">Notifications</Popover.Title>
              <ButtonLink to="/notifications" look="plain" size="small" onClick={close}>
                All of them
              </ButtonLink>
            </div>
            <div className="min-h-0 overflow-y-auto overscroll-contain">
              <Latest onOpen={close} />
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** By itself, so that they count as read only while they are open. */
function Latest({ onOpen }: { onOpen: () => void }) {
  return <NotificationList list={useNotifications()} onOpen={onOpen} />;
}
