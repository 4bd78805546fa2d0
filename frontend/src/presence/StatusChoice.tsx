import { Circle, CircleDashed, CircleDot, type LucideIcon } from "lucide-react";
import type { PresenceChoice } from "../api/types";
import { Icon } from "../ui/Icon";
import { useMyPresence } from "./data";

const choices: readonly { choice: PresenceChoice; label: string; hint: string; icon: LucideIcon }[] = [
  { choice: "online", label: "Online", hint: "Friends see when you are here.", icon: CircleDot },
  { choice: "away", label: "Away", hint: "You are here, but not to talk.", icon: Circle },
  { choice: "invisible", label: "Invisible", hint: "To others you are not here.", icon: CircleDashed },
];

/** How others see that one is here; the same in every tab. */
export function StatusChoice() {
  const { choice, problem, choose } = useMyPresence();
  return (
    <>
      <fieldset className="grid gap-2 wide:grid-cols-3">
        <legend className="sr-only">How others see you</legend>
        {choices.map((each) => (
          <label
            key={each.choice}
            data-pick
            className="flex min-h-11 flex-col gap-1 rounded-control border border-edge/60 px-3 py-2.5 text-soft transition-colors hover:bg-shade has-checked:border-text has-checked:bg-shade has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-cool"
          >
            <input
              type="radio"
              name="status"
              className="sr-only"
              checked={choice === each.choice}
              onChange={() => choose(each.choice)}
            />
            <span className="flex items-center gap-2 text-body font-[550]">
              <Icon of={each.icon} size={18} />
              {each.label}
            </span>
            <span className="text-note text-soft">{each.hint}</span>
          </label>
        ))}
      </fieldset>
      {problem && (
        <p role="status" className="mt-2 text-note text-soft">
          {problem.message}
        </p>
      )}
    </>
  );
}
