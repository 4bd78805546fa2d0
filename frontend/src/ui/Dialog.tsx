import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "./IconButton";

export const veil =
  "fixed inset-0 bg-veil transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0";
export const panel =
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
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={`${veil} z-30`} />
        <Base.Popup ref={popup} initialFocus={popup} className={panel}>
          <div className="mb-3 flex items-center justify-between gap-4">
            <Base.Title className="font-title text-title font-[560]">{title}</Base.Title>
            <Base.Close render={<IconButton icon={X} label="Close" className="-mr-2 size-10" />} />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
