/** Who plays best, as of when one looks. */
import { useQuery } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Page, Ranked } from "../api/types";
import { useNet } from "../net/context";
import type { Loading } from "../net/useLive";

export function useLeaderboard(kind: string): Loading & { rows: Ranked[] } {
  const { live } = useNet();
  const query = useQuery<Ranked[], Problem>({
    queryKey: ["leaderboard", kind],
    queryFn: async ({ signal }) => {
      const { data } = await live.read<Page<Ranked>>({
        path: "/leaderboard",
        query: { kind, limit: 50 },
        signal,
      });
      return data.items;
    },
  });
  return {
    rows: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}
