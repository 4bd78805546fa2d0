import { Menu } from "@base-ui/react/menu";
import type { ReactElement } from "react";
import { Icon } from "./Icon";
import type { MenuEntry } from "./Menu";

/** The menu itself; opens as it arrives, because the press that asked for it has already happened. */
export function MenuList({ entries, trigger }: { entries: readonly MenuEntry[]; trigger: ReactElement }) {
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-40 outline-none">
          <Menu.Popup className="min-w-44 rounded-control border border-line bg-raised p-1 shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {entries.map(({ label, icon, danger = false, onPick }) => (
              <Menu.Item
                key={label}
                onClick={onPick}
                className={`flex min-h-10 cursor-pointer select-none items-center gap-2.5 rounded-small px-2.5 text-body outline-none data-highlighted:bg-shade ${danger ? "text-alarm" : "text-text"}`}
              >
                <Icon of={icon} size={18} />
                {label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
