import type { LucideIcon } from "lucide-react";

type IconProps = {
  of: LucideIcon;
  /** Pixels; 20 unless it stands inside small text. */
  size?: 14 | 16 | 18 | 20 | 24;
  filled?: boolean;
  className?: string;
};

/** One outline set, one stroke. An icon is decoration: its label is the text or the tooltip beside it. */
export function Icon({ of: Drawing, size = 20, filled = false, className = "" }: IconProps) {
  return (
    <Drawing
      size={size}
      strokeWidth={1.75}
      aria-hidden="true"
      focusable="false"
      fill={filled ? "currentColor" : "none"}
      className={`shrink-0 ${className}`}
    />
  );
}
