import { useEffect, useState } from "react";
import type { Id } from "../api/types";
import { say } from "../ui/Toasts";
import type { Messages } from "./data";

/** How many pages back a jump goes by itself. */
const FARTHEST = 40;

/** Goes to a message, reading on into the past until it is there. `show` is true once it could be shown. */
export function useJump(list: Messages, show: (id: Id) => boolean): (id: Id) => void {
  const [wanted, setWanted] = useState<{ id: Id; pages: number }>();
  const { hasMore, loadingMore, moreProblem, loadMore, messages } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every page that has come it looks again
  useEffect(() => {
    if (!wanted || loadingMore) return;
    if (show(wanted.id)) return setWanted(undefined);
    if (!hasMore || moreProblem || wanted.pages >= FARTHEST) {
      setWanted(undefined);
      say({ words: hasMore ? "That message is too far back." : "That message is not here any more." });
      return;
    }
    setWanted({ ...wanted, pages: wanted.pages + 1 });
    loadMore();
  }, [wanted, messages, loadingMore]);
  return (id) => {
    if (!show(id)) setWanted({ id, pages: 0 });
  };
}
