/** Reading on in a long list, one page at a time. */
import { useState } from "react";
import { Problem } from "../api/problem";

export interface More {
  hasMore: boolean;
  loadingMore: boolean;
  /** Why the last attempt failed. */
  moreProblem: Problem | undefined;
  loadMore(): void;
}

/** `cursor`: where the list goes on; null at its end. `readOn` reads from there and puts the page where it belongs. */
export function useMore<Cursor = string>(
  cursor: Cursor | null,
  readOn: (cursor: Cursor) => Promise<void>,
): More {
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreProblem, setMoreProblem] = useState<Problem>();
  const loadMore = async () => {
    if (cursor === null || loadingMore) return;
    setLoadingMore(true);
    setMoreProblem(undefined);
    try {
      await readOn(cursor);
    } catch (error) {
      if (error instanceof Problem) setMoreProblem(error);
    } finally {
      setLoadingMore(false);
    }
  };
  return { hasMore: cursor !== null, loadingMore, moreProblem, loadMore: () => void loadMore() };
}
