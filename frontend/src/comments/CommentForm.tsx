import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button } from "../ui/Button";
import { TextArea } from "../ui/Field";
import { keepWords, keptWords } from "../ui/keptWords";

const LIMIT = 10_000;

type CommentFormProps = {
  label: string;
  /** The word on the button. */
  action: string;
  /** What stands in it at first, when something is edited. */
  first?: string;
  placeholder?: string;
  /** Unfinished words are kept under this name until they are sent. */
  draftKey?: string;
  /** Unfolded and focused from the start. */
  open?: boolean;
  onSend: (body: string) => void;
  onCancel?: () => void;
};

/** One line until somebody writes in it. Ctrl or Cmd with Enter sends, Escape cancels. */
export function CommentForm({
  label,
  action,
  first,
  placeholder,
  draftKey,
  open,
  onSend,
  onCancel,
}: CommentFormProps) {
  const [body, setBody] = useState(() => first ?? (draftKey ? keptWords(draftKey) : ""));
  const [tooEarly, setTooEarly] = useState(false);
  const unfolded = open || first !== undefined || body !== "";
  const tooLong = [...body].length > LIMIT;

  const write = (words: string) => {
    setBody(words);
    setTooEarly(false);
    if (draftKey) keepWords(draftKey, words);
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (tooLong) return;
    if (body.trim() === "") return setTooEarly(true);
    onSend(body.trim());
    write("");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
    if (event.key === "Escape" && onCancel) onCancel();
  };

  return (
    <form onSubmit={send} className="mt-1.5 mb-2">
      <TextArea
        label={label}
        labelHidden
        placeholder={placeholder}
        rows={unfolded ? 3 : 1}
        value={body}
        limit={LIMIT}
        error={tooEarly ? "Write something first." : tooLong ? "Shorten it a little." : undefined}
        autoFocus={Boolean(open || first !== undefined)}
        onChange={(event) => write(event.target.value)}
        onKeyDown={keys}
      />
      {unfolded && (
        <div className="mt-2 flex gap-2">
          <Button type="submit" look="primary" size="small">
            {action}
          </Button>
          {onCancel && (
            <Button look="plain" size="small" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
