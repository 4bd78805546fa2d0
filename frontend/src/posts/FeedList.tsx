import { ArrowUp } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { scrolling } from "../ui/motion";
import { Failed } from "../ui/states";
import { countOf } from "../ui/words";
import type { Feed } from "./data";
import { FeedSkeleton } from "./FeedSkeleton";
import { PostItem } from "./PostItem";
import { useEndInSight } from "./useEndInSight";
import { useOnScreen } from "./useOnScreen";

/** A list of posts in all its states. `empty` is what to show when there are none. */
export function FeedList({ feed, empty }: { feed: Feed; empty: ReactNode }) {
  const list = useRef<HTMLUListElement>(null);
  useOnScreen(list, feed.rows.length, feed.watch);
  if (feed.status === "loading") return <FeedSkeleton />;
  if (feed.rows.length === 0 && feed.fresh === 0) {
    if (feed.status === "failed") {
      return (
        <Failed title="The posts did not come" onRetry={feed.retry}>
          {feed.problem?.message}
        </Failed>
      );
    }
    return empty;
  }
  return (
    <>
      <FreshPill feed={feed} />
      {feed.problem && (
        <p
          role="status"
          className="flex items-center justify-center gap-2 bg-shade px-4 py-1 text-note text-soft"
        >
          These posts could not be refreshed.
          <Button look="plain" size="small" className="underline" onClick={feed.retry}>
            Try again
          </Button>
        </p>
      )}
      <ul ref={list} className="divide-y divide-line border-b border-line">
        {feed.rows.map((post) => (
          <li key={post.id}>
            <PostItem post={post} />
          </li>
        ))}
      </ul>
      <FeedEnd feed={feed} />
    </>
  );
}

/** Says what arrived without moving what is being read. */
function FreshPill({ feed }: { feed: Feed }) {
  const words = feed.fresh > 0 ? countOf(feed.fresh, "new post") : "";
  const show = () => {
    feed.showFresh();
    window.scrollTo({ top: 0, behavior: scrolling() });
  };
  return (
    <div className="pointer-events-none sticky top-[calc(var(--top)+3.5rem)] z-10 h-0 text-center">
      <p aria-live="polite" className="sr-only">
        {words}
      </p>
      {words && (
        <button
          type="button"
          data-fresh
          onClick={show}
          className="pointer-events-auto mt-2 inline-flex min-h-9 animate-arrive items-center gap-1.5 rounded-full bg-accent px-4 text-note font-[550] text-on-accent shadow-float"
        >
          <Icon of={ArrowUp} size={16} />
          <span data-figures>{words}</span>
        </button>
      )}
    </div>
  );
}

function FeedEnd({ feed }: { feed: Feed }) {
  const end = useEndInSight(feed.hasMore && !feed.loadingMore, feed.loadMore);
  if (!feed.hasMore) {
    return <p className="px-4 py-10 text-center text-note text-faint">That is all there is.</p>;
  }
  return (
    <div ref={end} className="min-h-40">
      {feed.loadingMore ? (
        <FeedSkeleton rows={2} />
      ) : (
        <p className="py-6 text-center">
          <Button onClick={feed.loadMore}>Show more</Button>
        </p>
      )}
    </div>
  );
}
