import { useCallback, useEffect, useState } from "react";
import { Problem } from "../api/problem";
import type { Id } from "../api/types";
import { say } from "../ui/Toasts";
import type { Messages } from "./messages";

export interface Jump {
  /** Goes to a message, reading what was said around it when it is not there. */
  to(id: Id): void;
  /** It is on the way. */
  under: boolean;
}

/** `show` scrolls to a message; it is false when that is not there. What it is given must be stable for `to` to be. */
export function useJump({ messages, goTo }: Messages, show: (id: Id) => boolean): Jump {
  const [wanted, setWanted] = useState<Id>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every page that has come it looks again
  useEffect(() => {
    if (wanted !== undefined && show(wanted)) setWanted(undefined);
  }, [wanted, messages]);
  const to = useCallback(
    (id: Id) => {
      if (show(id)) return;
      setWanted(id);
      goTo(id).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        setWanted(undefined);
        say({ words: error.status === 404 ? "That message is not here any more." : error.message });
      });
    },
    [show, goTo],
  );
  return { to, under: wanted !== undefined };
}
