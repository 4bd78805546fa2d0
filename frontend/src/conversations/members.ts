/** Who is in a conversation, as far as its list does not say it, and who may not be. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { BannedPerson, Id, Member, Page } from "../api/types";
import { useNet } from "../net/context";
import type { Loading } from "../net/useLive";
import type { More } from "../net/useMore";
import type { Conversation } from "./data";

const PER_PAGE = 100;

export function membersKey(conversation: Id): readonly string[] {
  return ["members", conversation];
}

/** Of a large room those who came first first, a page at a time; of any other everybody. */
export function useMembers(conversation: Conversation): { members: readonly Member[]; more: More } {
  const { live } = useNet();
  const { id, member_count } = conversation;
  const large = member_count > conversation.members.length;
  const query = useInfiniteQuery<Page<Member>, Problem>({
    queryKey: membersKey(id),
    enabled: large,
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam as string | undefined;
      const ask = { path: `/conversations/${id}/members`, query: { limit: PER_PAGE, cursor }, signal };
      return (await live.read<Page<Member>>(ask)).data;
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const pages = large ? query.data?.pages.flatMap((page) => page.items) : undefined;
  return {
    members: pages ?? conversation.members,
    more: {
      hasMore: large && query.hasNextPage,
      loadingMore: query.isFetchingNextPage,
      moreProblem: query.error ?? undefined,
      loadMore: () => void query.fetchNextPage(),
    },
  };
}

export function bansKey(conversation: Id): readonly string[] {
  return ["bans", conversation];
}

/** Only for who moderates it. */
export function useBans(conversation: Id): Loading & { bans: readonly BannedPerson[] } {
  const { live } = useNet();
  const query = useQuery<BannedPerson[], Problem>({
    queryKey: bansKey(conversation),
    queryFn: async ({ signal }) => {
      const ask = { path: `/conversations/${conversation}/bans`, signal };
      return (await live.read<Page<BannedPerson>>(ask)).data.items;
    },
  });
  return {
    bans: query.data ?? [],
    status: query.data ? "ready" : query.isError ? "failed" : "loading",
    problem: query.error ?? undefined,
    retry: () => void query.refetch(),
  };
}
