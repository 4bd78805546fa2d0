/** What one may see that has certain words. Not live: it is an answer to a question. */
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Found, Page, SearchIn } from "../api/types";
import { useNet } from "../net/context";
import type { Loading } from "../net/useLive";
import type { More } from "../net/useMore";
import { learn } from "../people/names";

export interface Search extends Loading, More {
  found: Found[];
  /** What is shown is the answer to an earlier question; the one to this is on its way. */
  earlier: boolean;
}

const PER_PAGE = 20;
/** The most characters the server takes. */
const LONGEST = 200;

/** Only for somebody who is signed in. `q` has words; without `kind` it is looked for everywhere. */
export function useSearch(q: string, kind: SearchIn | undefined): Search {
  const { live } = useNet();
  const queries = useQueryClient();
  const query = useInfiniteQuery<Page<Found>, Problem>({
    queryKey: ["search", q, kind ?? null],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined;
      const words = { q: [...q].slice(0, LONGEST).join(""), in: kind, limit: PER_PAGE, cursor };
      const { data } = await live.read<Page<Found>>({ path: "/search", query: words, signal });
      learn(
        queries,
        data.items.flatMap(({ person, post, message }) => person ?? post?.author ?? message?.sender ?? []),
      );
      return data;
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const { data, isError, isFetchNextPageError, error } = query;
  return {
    found: data?.pages.flatMap((page) => page.items) ?? [],
    earlier: query.isPlaceholderData,
    status: data ? "ready" : isError ? "failed" : "loading",
    problem: error ?? undefined,
    retry: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    moreProblem: isFetchNextPageError ? (error ?? undefined) : undefined,
    loadMore: () => void query.fetchNextPage(),
  };
}
