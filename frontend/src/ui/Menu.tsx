import { Ellipsis, type LucideIcon } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "./IconButton";

// What floats loads when somebody first opens a menu: it is a fifth of a page's weight.
const MenuList = lazy(async () => ({ default: (await import("./MenuList")).MenuList }));

export type MenuEntry = { label: string; icon: LucideIcon; danger?: boolean; onPick: () => void };

/** A short list of acts behind one button with three dots. */
export function Menu({ entries, size = 20 }: { entries: readonly MenuEntry[]; size?: 16 | 20 }) {
  const [wanted, setWanted] = useState(false);
  const className = size === 16 ? "size-9" : "size-10";
  const button = (
    <IconButton
      icon={Ellipsis}
      size={size}
      label="More"
      aria-haspopup="menu"
      className={className}
      onClick={() => setWanted(true)}
    />
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <MenuList
        entries={entries}
        trigger={<IconButton icon={Ellipsis} size={size} label="More" className={className} />}
      />
    </Suspense>
  );
}
