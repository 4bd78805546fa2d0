import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { useMe } from "../account/session";
import { IconButton } from "../ui/IconButton";
import { keepWords, keptWords } from "../ui/keptWords";
import { touches } from "../ui/pointer";
import type { Conversation } from "./data";
import { MentionList } from "./MentionList";
import { useMentions } from "./useMentions";

const LIMIT = 10_000;

type ComposerProps = {
  label: string;
  conversation: Conversation;
  /** What stands in it at first, when something is edited. */
  first?: string;
  /** Unfinished words are kept under this name until they are sent. */
  draftKey?: string;
  placeholder?: string;
  onSend: (body: string) => void;
  onCancel?: () => void;
  /** With every change; false when it is empty again. */
  onWriting?: (writing: boolean) => void;
  /** Arrow up in an empty text. */
  onUp?: () => void;
  handle?: Ref<{ focus(): void }>;
};

/** Where one writes. Enter sends and Shift with Enter breaks the line; where one touches, Enter breaks it and the button sends. */
export function Composer(props: ComposerProps) {
  const { label, conversation, first, draftKey, placeholder, onSend, onCancel, onWriting, onUp, handle } =
    props;
  const [body, setBody] = useState(() => first ?? (draftKey ? keptWords(draftKey) : ""));
  const text = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const me = useMe()?.id;
  useImperativeHandle(handle, () => ({ focus: () => text.current?.focus() }));

  const write = (words: string) => {
    setBody(words);
    if (draftKey) keepWords(draftKey, words);
    onWriting?.(words !== "");
  };
  const others = conversation.members.map((member) => member.person).filter((person) => person.id !== me);
  const mentions = useMentions(others, body, (words, caret) => {
    write(words);
    requestAnimationFrame(() => text.current?.setSelectionRange(caret, caret));
  });

  const length = [...body].length;
  const ready = body.trim() !== "" && length <= LIMIT;
  const send = () => {
    if (!ready) return;
    onSend(body.trim());
    write("");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || mentions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && (!touches() || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && onCancel) {
      event.stopPropagation();
      onCancel();
    } else if (event.key === "ArrowUp" && body === "" && onUp) {
      event.preventDefault();
      onUp();
    }
  };

  const listing = mentions.people.length > 0;
  return (
    <div className="relative">
      {listing && <MentionList id={id} mentions={mentions} />}
      <div className="flex items-end rounded-control border border-edge bg-surface transition-colors focus-within:border-cool focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-cool hover:border-soft">
        <textarea
          ref={text}
          rows={1}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={listing ? id : undefined}
          aria-activedescendant={listing ? `${id}-${mentions.chosen}` : undefined}
          placeholder={placeholder}
          value={body}
          // biome-ignore lint/a11y/noAutofocus: whoever edits a message wants to write
          autoFocus={first !== undefined}
          onChange={(event) => {
            write(event.target.value);
            mentions.look(event.target.value, event.target.selectionStart);
          }}
          onSelect={(event) => mentions.look(body, event.currentTarget.selectionStart)}
          onBlur={mentions.close}
          onKeyDown={keys}
          className="field-sizing-content max-h-[40dvh] min-h-11 w-full resize-none bg-transparent px-3 py-2.5 text-read leading-6 outline-none"
        />
        <IconButton
          icon={SendHorizontal}
          label={first === undefined ? "Send" : "Save"}
          edge
          aria-disabled={!ready}
          // The text keeps the focus, and a phone its keyboard.
          onMouseDown={(event) => event.preventDefault()}
          onClick={send}
          className={`m-0.5 size-10 ${ready ? "text-accent!" : ""}`}
        />
      </div>
      {length > LIMIT * 0.9 && (
        <p role="status" className={`mt-1 text-note ${length > LIMIT ? "text-alarm" : "text-soft"}`}>
          {length > LIMIT ? `${length - LIMIT} too many` : `${LIMIT - length} left`}
        </p>
      )}
    </div>
  );
}
