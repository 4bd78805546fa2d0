import { CircleAlert, Plus, X } from "lucide-react";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { IconButton } from "../ui/IconButton";
import { type Draft, limits, type PollDays } from "./draft";

const days: readonly { value: PollDays; label: string }[] = [
  { value: 1, label: "1 day" },
  { value: 3, label: "3 days" },
  { value: 7, label: "7 days" },
  { value: 0, label: "No end" },
];

type PollEditorProps = { draft: Draft; error: string | undefined; onChange: (part: Partial<Draft>) => void };

export function PollEditor({ draft: { options, multiple, days: open }, error, onChange }: PollEditorProps) {
  const write = (index: number, text: string) =>
    onChange({ options: options.map((now, at) => (at === index ? text : now)) });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-body font-[550]">Choices</legend>
      {options.map((text, index) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its place in the list
          key={index}
          label={`Choice ${index + 1}`}
          labelHidden
          placeholder={`Choice ${index + 1}`}
          autoComplete="off"
          value={text}
          limit={limits.option}
          onChange={(event) => write(index, event.target.value)}
          after={
            options.length > 2 && (
              <IconButton
                icon={X}
                size={16}
                label={`Remove choice ${index + 1}`}
                className="size-9"
                onClick={() => onChange({ options: options.filter((_, at) => at !== index) })}
              />
            )
          }
        />
      ))}
      {error && (
        <p role="alert" className="flex items-center gap-1.5 text-note text-alarm">
          <Icon of={CircleAlert} size={16} />
          {error}
        </p>
      )}
      {options.length < limits.options && (
        <Button
          look="plain"
          size="small"
          icon={Plus}
          className="self-start"
          onClick={() => onChange({ options: [...options, ""] })}
        >
          Add a choice
        </Button>
      )}
      <fieldset className="mt-2 flex flex-wrap items-center gap-2">
        <legend className="mb-1.5 text-body font-[550]">Open for</legend>
        {days.map(({ value, label }) => (
          <Button
            key={value}
            size="small"
            aria-pressed={open === value}
            className="aria-pressed:border-text aria-pressed:bg-shade"
            onClick={() => onChange({ days: value })}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <label data-pick className="flex min-h-10 items-center gap-2.5 text-body">
        <input
          type="checkbox"
          checked={multiple}
          onChange={(event) => onChange({ multiple: event.target.checked })}
          className="size-4.5 accent-text"
        />
        People may choose several
      </label>
    </fieldset>
  );
}
