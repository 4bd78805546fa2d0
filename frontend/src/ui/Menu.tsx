import { Menu as Base } from "@base-ui/react/menu";
import type { LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "./Icon";

/** A short list of acts behind one button. */
export function Menu({ trigger, children }: { trigger: ReactElement; children: ReactNode }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-40 outline-none">
          <Base.Popup className="min-w-44 rounded-control border border-line bg-raised p-1 shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = { icon: LucideIcon; onClick: () => void; danger?: boolean; children: ReactNode };

export function MenuItem({ icon, onClick, danger = false, children }: ItemProps) {
  return (
    <Base.Item
      onClick={onClick}
      className={`flex min-h-10 cursor-pointer select-none items-center gap-2.5 rounded-small px-2.5 text-body outline-none data-highlighted:bg-shade ${danger ? "text-alarm" : "text-text"}`}
    >
      <Icon of={icon} size={18} />
      {children}
    </Base.Item>
  );
}
