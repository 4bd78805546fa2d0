/** The public rooms. */
import { useQuery } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Page, Room } from "../api/types";
import { useNet } from "../net/context";
import type { Loading } from "../net/useLive";

/** The first hundred. Who enters or leaves one is seen when the page is next looked at. */
export function useRooms(): Loading & { rooms: Room[] } {
  const { live, viewer } = useNet();
  const query = useQuery<Room[], Problem>({
    queryKey: ["rooms", viewer() ?? null],
    queryFn: async ({ signal }) => {
      const { data } = await live.read<Page<Room>>({ path: "/rooms", query: { limit: 100 }, signal });
      return data.items;
    },
  });
  return {
    rooms: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}
