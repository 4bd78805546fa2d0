import { type KeyboardEvent, useEffect, useRef } from "react";
import { EMOJI } from "./emoji";

type ReactionPickerProps = { onPick: (emoji: string) => void; onClose: () => void };

/** A row of emoji to choose from. Arrows walk, Escape closes, and so does going elsewhere. */
export function ReactionPicker({ onPick, onClose }: ReactionPickerProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => row.current?.querySelector("button")?.focus(), []);

  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      return onClose();
    }
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const buttons = [...(row.current?.querySelectorAll("button") ?? [])];
    const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (step !== 0) buttons[(here + step + buttons.length) % buttons.length]?.focus();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form
    <div
      ref={row}
      role="group"
      aria-label="React with"
      onKeyDown={keys}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onClose()}
      className="absolute right-0 bottom-full z-20 mb-1 flex animate-appear rounded-full border border-line bg-raised p-1 shadow-float"
    >
      {EMOJI.map(({ emoji, name }) => (
        <button
          key={emoji}
          type="button"
          aria-label={name}
          title={name}
          onClick={() => onPick(emoji)}
          className="inline-flex size-9 items-center justify-center rounded-full text-title transition-colors hover:bg-shade focus-visible:-outline-offset-2"
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
