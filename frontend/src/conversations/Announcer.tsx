import { useEffect, useRef, useState } from "react";
import { useMe } from "../account/session";
import { plainText } from "../ui/words";
import type { MessageRow } from "./messages";

/** Says to screen readers what others have just said; nothing that was there before. */
export function Announcer({ messages }: { messages: readonly MessageRow[] }) {
  const me = useMe()?.id;
  const last = messages.at(-1);
  const known = useRef(last?.id);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (!last || last.id === known.current) return;
    const first = known.current === undefined;
    known.current = last.id;
    if (!first && last.author.id !== me)
      setWords(`${last.author.display_name}: ${plainText(last.html, 300)}`);
  }, [last, me]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
