import { BellRing, Volume2 } from "lucide-react";
import type { ReactNode } from "react";
import { Icon } from "../ui/Icon";
import { useSounds } from "../ui/sounds";
import { type NotesChoice, useNotes } from "./notes";
import { usePush } from "./push";

const HINTS: Record<NotesChoice, string> = {
  on: "Above your other windows, while this one is out of sight or closed.",
  off: "Above your other windows, while this one is out of sight or closed. Your browser asks you first.",
  refused: "Your browser was told to refuse them. You can allow them in its settings for this site.",
  none: "Your browser cannot show them.",
};

/** How this browser tells one of what comes. */
export function TellChoice() {
  const [sounds, hear] = useSounds();
  const [notes, see] = useNotes();
  const push = usePush();
  const choose = async (on: boolean) => {
    await see(on);
    await push(on);
  };
  return (
    <div className="flex flex-col gap-2">
      <Switch
        icon={<Icon of={Volume2} size={18} />}
        label="Sounds"
        hint="A short one when something comes or it is your turn, and a ring when somebody calls."
        on={sounds}
        onChange={hear}
      />
      <Switch
        icon={<Icon of={BellRing} size={18} />}
        label="Notes of the system"
        hint={HINTS[notes]}
        on={notes === "on"}
        disabled={notes === "none" || notes === "refused"}
        onChange={(on) => void choose(on)}
      />
    </div>
  );
}

type SwitchProps = {
  icon: ReactNode;
  label: string;
  hint: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
};

function Switch({ icon, label, hint, on, disabled = false, onChange }: SwitchProps) {
  return (
    <label
      data-pick
      className="flex min-h-11 items-center gap-3 rounded-control border border-edge/60 px-3 py-2.5 text-soft transition-colors hover:bg-shade has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool"
    >
      {icon}
      <span className="min-w-0 grow">
        <span className="block font-[550] text-body text-text">{label}</span>
        <span className="block text-note">{hint}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        className="peer sr-only"
        checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span
        aria-hidden="true"
        className="relative h-6 w-10 shrink-0 rounded-full border border-edge bg-ground transition-colors after:absolute after:top-0.5 after:left-0.5 after:size-4.5 after:rounded-full after:bg-edge after:transition-[translate,background-color] peer-checked:border-text peer-checked:bg-text peer-checked:after:translate-x-4 peer-checked:after:bg-ground peer-disabled:opacity-50"
      />
    </label>
  );
}
