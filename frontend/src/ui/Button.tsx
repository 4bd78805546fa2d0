import { createLink, type LinkComponent } from "@tanstack/react-router";
import { LoaderCircle, type LucideIcon } from "lucide-react";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Icon } from "./Icon";

export type ButtonLook = "primary" | "outline" | "plain" | "danger";
type Size = "small" | "medium" | "large";

type Look = {
  look?: ButtonLook | undefined;
  size?: Size | undefined;
  icon?: LucideIcon | undefined;
};

const base =
  "inline-flex select-none items-center justify-center gap-2 rounded-control font-[550] whitespace-nowrap " +
  "transition-[background-color,border-color,color,transform] active:translate-y-px " +
  "disabled:opacity-55 disabled:active:translate-y-0";

const looks: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent hover:bg-[color-mix(in_oklab,var(--accent)_90%,var(--text))]",
  outline: "border border-edge/60 bg-surface text-text hover:border-edge hover:bg-shade",
  plain: "text-soft hover:bg-shade hover:text-text",
  danger: "bg-alarm text-on-alarm hover:bg-[color-mix(in_oklab,var(--alarm)_90%,var(--text))]",
};

const sizes: Record<Size, string> = {
  small: "min-h-8 px-3 text-note",
  medium: "min-h-10 px-4 text-body",
  large: "min-h-12 px-5 text-read",
};

function classes({ look = "outline", size = "medium" }: Look, extra = ""): string {
  return `${base} ${looks[look]} ${sizes[size]} ${extra}`;
}

export type ButtonProps = Look &
  ButtonHTMLAttributes<HTMLButtonElement> & {
    /** True while what it started is under way: the button keeps its width and takes no second press. */
    busy?: boolean | undefined;
    ref?: Ref<HTMLButtonElement> | undefined;
  };

export function Button({ look, size, icon, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={classes({ look, size }, className)}
    >
      {busy ? (
        <Icon of={LoaderCircle} size={18} className="animate-turn" />
      ) : (
        icon && <Icon of={icon} size={18} />
      )}
      {children}
    </button>
  );
}

type AnchorProps = Look &
  AnchorHTMLAttributes<HTMLAnchorElement> & { children?: ReactNode; ref?: Ref<HTMLAnchorElement> };

function ButtonAnchor({ look, size, icon, className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={classes({ look, size }, className)}>
      {icon && <Icon of={icon} size={18} />}
      {children}
    </a>
  );
}

const RoutedButton = createLink(ButtonAnchor);

/** A link of the router that looks like a button: for what leads somewhere. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = (props) => <RoutedButton {...props} />;
