/** What people wrote, as rows for a list: with their names, and with the fate of what is still on its way. */
import { useMemo } from "react";
import type { Id, PersonBrief } from "../api/types";
import type { Sending } from "../net/outbox";
import { useSendings } from "../net/useLive";
import { isNamed } from "./brief";
import { useNames } from "./names";

interface Written {
  id: Id;
  author: PersonBrief;
}

/** Without those whose author is still being looked up; a row with nothing to add is the same object. */
export function useRows<W extends Written>(written: readonly W[]): (W & { sending?: Sending })[] {
  const unknown = useMemo(
    () => written.filter((each) => !isNamed(each.author)).map((each) => each.author.id),
    [written],
  );
  const names = useNames(unknown);
  const sendings = useSendings();
  return useMemo(
    () =>
      written.flatMap((each): (W & { sending?: Sending })[] => {
        const author = isNamed(each.author) ? each.author : names.get(each.author.id);
        const sending = sendings.get(each.id);
        if (!author) return [];
        if (author === each.author && !sending) return [each];
        return [{ ...each, author, ...(sending && { sending }) }];
      }),
    [written, names, sendings],
  );
}
