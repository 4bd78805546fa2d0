/** A message that another answers, wherever it stands. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Id, Message } from "../api/types";
import { useNet } from "../net/context";
import type { MessagesState } from "./fold";
import { messagesKey, readMessages } from "./queries";

/** Undefined while it is asked for, null when it is not there any more. */
export function useQuoted(conversation: Id, id: Id): Message | undefined | null {
  const queries = useQueryClient();
  const { live } = useNet();
  const state = queries.getQueryData<MessagesState>(messagesKey(conversation));
  const near = state && foundIn(state, id);
  const query = useQuery<Message | null, Problem>({
    queryKey: ["quoted", id],
    enabled: state !== undefined && near === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const read: typeof live.read = (ask) => live.read({ signal, ...ask });
      const { items } = await readMessages(read, queries, conversation, { around: id }, 1);
      return items.find((message) => message.id === id) ?? null;
    },
  });
  return near ?? (query.error?.status === 404 ? null : query.data);
}

function foundIn({ pages }: MessagesState, id: Id): Message | undefined {
  for (const page of pages) {
    const found = page.items.find((message) => message.id === id);
    if (found) return found;
  }
  return undefined;
}
