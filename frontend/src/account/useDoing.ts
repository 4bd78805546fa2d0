import { useCallback } from "react";
import type { Doing } from "../net/writing";
import { useMe } from "./session";

/** Says who does something, now; only somebody who is signed in can. */
export function useDoing(): () => Doing {
  const actor = useMe()?.id;
  return useCallback(() => {
    if (actor === undefined) throw new Error("only somebody who is signed in can do this");
    return { actor, at: new Date().toISOString() };
  }, [actor]);
}
