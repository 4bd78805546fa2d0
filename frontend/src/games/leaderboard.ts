/** Who plays best, as of when one looks. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Problem } from "../api/problem";
import type { Page, Ranked } from "../api/types";
import { useNet } from "../net/context";
import type { Loading } from "../net/useLive";
import type { More } from "../net/useMore";

const PER_PAGE = 50;

/** Of one kind, or without one over all of them. */
export function useLeaderboard(kind: string | undefined): Loading & More & { rows: Ranked[] } {
  const { live } = useNet();
  const query = useInfiniteQuery<Page<Ranked>, Problem, Ranked[], string[], string | undefined>({
    queryKey: ["leaderboard", kind ?? ""],
    queryFn: async ({ pageParam: cursor, signal }) => {
      const asked = { kind, limit: PER_PAGE, cursor };
      return (await live.read<Page<Ranked>>({ path: "/leaderboard", query: asked, signal })).data;
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // Whoever has moved up between two pages stands where they were first.
    select: ({ pages }) => {
      const rows = new Map<string, Ranked>();
      for (const row of pages.flatMap((page) => page.items)) {
        if (!rows.has(row.person.id)) rows.set(row.person.id, row);
      }
      return [...rows.values()];
    },
  });
  return {
    rows: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    moreProblem: query.isFetchNextPageError && query.error instanceof Problem ? query.error : undefined,
    loadMore: () => void query.fetchNextPage(),
  };
}
