import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon } from "./Icon";
import { Tooltip } from "./Tooltip";

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & {
  icon: LucideIcon;
  /** Shown by the tooltip and said by screen readers. */
  label: string;
  size?: 16 | 18 | 20;
  /** It stands at the right edge of the window. */
  edge?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

/** A button that is only an icon: 40 px to touch, named by its tooltip. */
export function IconButton({
  icon,
  label,
  size = 20,
  edge = false,
  className = "size-10",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} edge={edge}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={`inline-flex items-center justify-center rounded-control text-soft transition-colors hover:bg-shade hover:text-text data-popup-open:bg-shade data-popup-open:text-text ${className}`}
      >
        <Icon of={icon} size={size} />
      </button>
    </Tooltip>
  );
}
