import { type KeyboardEvent, useState } from "react";
import { TextArea } from "../ui/Field";
import { MarkdownPreview } from "./MarkdownPreview";

type MarkdownEditorProps = {
  label: string;
  value: string;
  limit: number;
  onChange: (value: string) => void;
  placeholder?: string;
  error?: string | undefined;
  rows?: number;
  /** Ctrl or Cmd with Enter. */
  onSend?: () => void;
};

/** A text in Markdown with a look at how it will read. */
export function MarkdownEditor({
  label,
  value,
  limit,
  onChange,
  onSend,
  rows = 7,
  ...rest
}: MarkdownEditorProps) {
  const [previewing, setPreviewing] = useState(false);
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSend?.();
  };
  return (
    <div className="relative">
      <div className="absolute top-0 right-0 flex text-note">
        <Choice on={!previewing} label="Write" onPick={() => setPreviewing(false)} />
        <Choice on={previewing} label="Preview" onPick={() => setPreviewing(true)} />
      </div>
      {previewing ? (
        <>
          <p className="mb-1.5 text-body font-[550]">{label}</p>
          <MarkdownPreview text={value} />
        </>
      ) : (
        <TextArea
          label={label}
          rows={rows}
          value={value}
          limit={limit}
          hint="You can use Markdown: *emphasis*, lists, > quotes, links."
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={keys}
          {...rest}
        />
      )}
    </div>
  );
}

function Choice({ on, label, onPick }: { on: boolean; label: string; onPick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onPick}
      className="min-h-7 rounded-small px-2 text-soft aria-pressed:font-[600] aria-pressed:text-text aria-pressed:underline aria-pressed:decoration-2 aria-pressed:underline-offset-6 not-aria-pressed:hover:text-text"
    >
      {label}
    </button>
  );
}
