import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon } from "./Icon";
import { Tooltip } from "./Tooltip";

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & {
  icon: LucideIcon;
  /** Said by the tooltip and to screen readers. */
  label: string;
  size?: 16 | 18 | 20;
  ref?: Ref<HTMLButtonElement>;
};

/** A button that is only an icon: 40 px to touch, named by its tooltip. */
export function IconButton({ icon, label, size = 20, className = "", ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={`inline-flex size-10 items-center justify-center rounded-control text-soft transition-colors hover:bg-shade hover:text-text data-popup-open:bg-shade data-popup-open:text-text ${className}`}
      >
        <Icon of={icon} size={size} />
      </button>
    </Tooltip>
  );
}
