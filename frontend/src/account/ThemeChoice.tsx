import { Monitor, Moon, Sun } from "lucide-react";
import { type Theme, useTheme } from "../app/theme";
import { Icon } from "../ui/Icon";

const themes: readonly { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: "system", label: "As the device", icon: Monitor },
  { theme: "light", label: "Light", icon: Sun },
  { theme: "dark", label: "Dark", icon: Moon },
];

export function ThemeChoice() {
  const [chosen, choose] = useTheme();
  return (
    <fieldset className="grid grid-cols-3 gap-2">
      <legend className="sr-only">Light or dark</legend>
      {themes.map(({ theme, label, icon }) => (
        <label
          key={theme}
          data-pick
          className="flex min-h-20 flex-col items-center justify-center gap-2 rounded-control border border-edge/60 text-body text-soft transition-colors has-checked:border-text has-checked:bg-shade has-checked:font-[550] has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool hover:bg-shade"
        >
          <input
            type="radio"
            name="theme"
            className="sr-only"
            checked={chosen === theme}
            onChange={() => choose(theme)}
          />
          <Icon of={icon} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
