import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { PostVersion } from "../api/types";
import { PageHead } from "../app/PageHead";
import { ButtonLink } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Prose } from "../ui/Prose";
import { RelativeTime } from "../ui/RelativeTime";
import { Bar, Loading } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { Changes } from "./Changes";
import { usePostHistory } from "./data";

/** Every version of a post, newest first, with what changed in each. */
export function HistoryPage() {
  const { post } = useParams({ from: "/posts/$post/history" });
  const { versions, status, problem, retry } = usePostHistory(post);
  return (
    <>
      <BackToPost post={post} />
      <PageHead title="Earlier versions" />
      {status === "loading" ? (
        <HistorySkeleton />
      ) : versions.length > 0 ? (
        <ol className="divide-y divide-line border-y border-line">
          {versions
            .map((version, index) => (
              <Version
                key={version.position}
                version={version}
                before={versions[index - 1]}
                number={index + 1}
              />
            ))
            .reverse()}
        </ol>
      ) : problem && problem.status !== 404 ? (
        <Failed title="The versions did not come" onRetry={retry}>
          {problem.message}
        </Failed>
      ) : (
        <Empty action={<ButtonLink to="/">Go to the feed</ButtonLink>}>
          There is no such post. It may have been deleted.
        </Empty>
      )}
    </>
  );
}

type VersionProps = { version: PostVersion; before: PostVersion | undefined; number: number };

function Version({ version, before, number }: VersionProps) {
  return (
    <li className="px-4 py-6 wide:px-6">
      <p className="text-note text-faint">
        {before ? `Version ${number}` : "As first written"} · <RelativeTime at={version.at} />
      </p>
      <h2 className="mt-2 text-title">
        {before && before.title !== version.title ? (
          <Changes before={before.title} after={version.title} />
        ) : (
          version.title
        )}
      </h2>
      {before && before.body !== version.body ? (
        <p className="mt-2 max-w-read whitespace-pre-wrap text-read">
          <Changes before={before.body} after={version.body} />
        </p>
      ) : (
        <Prose html={version.html} className="mt-2 text-read" />
      )}
    </li>
  );
}

function BackToPost({ post }: { post: string }) {
  return (
    <div className="px-2 pt-2 wide:px-4">
      <Link
        to="/posts/$post"
        params={{ post }}
        className="inline-flex min-h-10 items-center gap-2 rounded-control px-2 text-body text-soft transition-colors hover:bg-shade hover:text-text"
      >
        <Icon of={ArrowLeft} size={18} />
        The post
      </Link>
    </div>
  );
}

function HistorySkeleton() {
  return (
    <Loading label="Loading the versions">
      <div className="divide-y divide-line border-y border-line">
        {["w-4/5", "w-3/5"].map((width) => (
          <div key={width} className="space-y-3 px-4 py-6 wide:px-6">
            <Bar className="h-3 w-32" />
            <Bar className="h-5 w-2/3" />
            <Bar className="w-full" />
            <Bar className={width} />
          </div>
        ))}
      </div>
    </Loading>
  );
}
