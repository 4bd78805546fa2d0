import { Tabs as Base } from "@base-ui/react/tabs";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon";

type TabsProps<Value extends string> = {
  /** What the tabs choose between; spoken, not shown. */
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  tabs: readonly { value: Value; label: string; icon?: LucideIcon }[];
  children: ReactNode;
};

/** A row of choices over one panel; give the panels as `TabPanel`s. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, children }: TabsProps<Value>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as Value)}>
      <Base.List
        aria-label={label}
        className="inline-flex max-w-full gap-1 overflow-x-auto rounded-control border border-line bg-ground p-1"
      >
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="inline-flex min-h-9 shrink-0 items-center gap-2 whitespace-nowrap rounded-small px-3 text-body font-[550] text-soft transition-colors hover:text-text data-active:bg-raised data-active:text-text data-active:shadow-[0_0_0_1px_var(--line)]"
          >
            {tab.icon && <Icon of={tab.icon} size={16} />}
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {children}
    </Base.Root>
  );
}

export const TabPanel = Base.Panel;
