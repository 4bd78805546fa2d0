import { CornerDownLeft } from "lucide-react";
import { type FormEvent, useState } from "react";
import { IconButton } from "../ui/IconButton";

interface TypedMoveProps {
  /** How a move is written, in a few words. */
  how: string;
  /** What is allowed, where that is known. */
  legal: readonly string[];
  onMove(move: string): void;
}

/** A move by its notation, for who would rather type it. */
export function TypedMove({ how, legal, onMove }: TypedMoveProps) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const move = text.trim();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (move === "") return;
    if (legal.length > 0 && !legal.includes(move)) return setWrong(true);
    setText("");
    onMove(move);
  };
  return (
    <form onSubmit={send} className="relative min-w-0 grow">
      <input
        aria-label={`Type a move: ${how}`}
        aria-invalid={wrong || undefined}
        placeholder={`Type a move: ${how}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setWrong(false);
          setText(event.target.value);
        }}
        className="min-h-10 w-full rounded-control border border-edge/60 bg-surface pr-11 pl-3 text-body transition-colors hover:border-edge focus:border-cool focus:outline-2 focus:-outline-offset-1 focus:outline-cool aria-invalid:border-alarm"
      />
      <span className="absolute inset-y-0 right-0">
        <IconButton icon={CornerDownLeft} size={18} label="Play it" edge type="submit" />
      </span>
      {wrong && (
        <p role="alert" className="mt-1 text-note text-alarm">
          {move} is no move here now.
        </p>
      )}
    </form>
  );
}
