import { useQuery } from "@tanstack/react-query";
import type { Problem } from "../api/problem";
import type { Id, MessageVersion, Page } from "../api/types";
import { useNet } from "../net/context";
import { Changes } from "../posts/Changes";
import { Dialog } from "../ui/Dialog";
import { Prose } from "../ui/Prose";
import { RelativeTime } from "../ui/RelativeTime";
import { Bar, Loading } from "../ui/Skeleton";
import { Failed } from "../ui/states";

/** What a message said before it was changed, latest first. */
export function MessageHistory({ message, onClose }: { message: Id; onClose: () => void }) {
  const { live } = useNet();
  const query = useQuery<MessageVersion[], Problem>({
    queryKey: ["versions", message],
    queryFn: async ({ signal }) => {
      const ask = { path: `/messages/${message}/history`, signal };
      return (await live.read<Page<MessageVersion>>(ask)).data.items;
    },
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Earlier versions">
      {query.data ? (
        <Versions versions={query.data} />
      ) : query.isError ? (
        <Failed title="The versions did not come" onRetry={() => void query.refetch()}>
          {query.error.message}
        </Failed>
      ) : (
        <Loading label="Loading the versions">
          <div className="space-y-3 py-3">
            <Bar className="w-32" />
            <Bar className="w-4/5" />
          </div>
        </Loading>
      )}
    </Dialog>
  );
}

function Versions({ versions }: { versions: readonly MessageVersion[] }) {
  const latestFirst = versions.map((version, index) => ({ version, before: versions[index - 1] })).reverse();
  return (
    <ol className="divide-y divide-line">
      {latestFirst.map(({ version, before }) => (
        <li key={version.position} className="py-3 first:pt-0">
          <p className="mb-1 text-note text-soft">
            {before ? "Changed" : "First said"} <RelativeTime at={version.at} />
          </p>
          {before ? (
            <p dir="auto" className="whitespace-pre-wrap text-body leading-6">
              <Changes before={before.body} after={version.body} />
            </p>
          ) : (
            <Prose html={version.html} className="text-body leading-6" />
          )}
        </li>
      ))}
    </ol>
  );
}
