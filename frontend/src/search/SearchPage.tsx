import { Link, Navigate, useSearch as useAddress, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../account/session";
import type { SearchIn } from "../api/types";
import { PageHead } from "../app/PageHead";
import { Button, ButtonLink } from "../ui/Button";
import { SearchField } from "../ui/SearchField";
import { RowBars } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { useSettled } from "../ui/useSettled";
import { countOf } from "../ui/words";
import { type Search, useSearch } from "./data";
import { FoundItem } from "./FoundItem";

/** Finds people, posts, and messages of one's own conversations. */
export function SearchPage() {
  const me = useMe();
  const { q = "", in: kind } = useAddress({ from: "/search" });
  if (!me) return <Navigate to="/login" search={{ next: "/search" }} replace />;
  return <Asking q={q} kind={kind} />;
}

function Asking({ q, kind }: { q: string; kind: SearchIn | undefined }) {
  const [text, setText] = useState(q);
  const settled = useSettled(text.trim());
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  // Whoever comes with a question already, or back to one, reads.
  const asked = useRef(q !== "");
  useEffect(() => {
    if (!asked.current) field.current?.focus();
  }, []);
  useEffect(() => {
    const search = (before: { in?: SearchIn }) => ({
      ...(before.in && { in: before.in }),
      ...(settled && { q: settled }),
    });
    void navigate({ to: "/search", search, replace: true });
  }, [settled, navigate]);
  return (
    <>
      <PageHead title="Search" />
      <search className="block px-4 pb-3 wide:px-6">
        <SearchField
          label="What to find"
          placeholder="People, posts, messages"
          value={text}
          onChange={setText}
          ref={field}
        />
      </search>
      <Places q={settled} kind={kind} />
      {settled ? (
        <Answer q={settled} kind={kind} onClear={() => setText("")} />
      ) : (
        <Empty>Write what you remember of it. The beginning of a word is enough.</Empty>
      )}
    </>
  );
}

const places: readonly { kind: SearchIn | undefined; name: string }[] = [
  { kind: undefined, name: "Everything" },
  { kind: "people", name: "People" },
  { kind: "posts", name: "Posts" },
  { kind: "messages", name: "Messages" },
];

/** Where to look. */
function Places({ q, kind }: { q: string; kind: SearchIn | undefined }) {
  return (
    <nav aria-label="Where to look" className="overflow-x-auto border-b border-line px-2 wide:px-4">
      <ul className="flex gap-1">
        {places.map((place) => (
          <li key={place.name}>
            <Link
              to="/search"
              search={{ ...(q && { q }), ...(place.kind && { in: place.kind }) }}
              replace
              aria-current={place.kind === kind ? "page" : undefined}
              data-here={place.kind === kind || undefined}
              className="relative flex min-h-11 items-center rounded-t-small px-3 text-body text-soft transition-colors after:absolute after:inset-x-3 after:-bottom-px after:h-0.5 after:rounded-full hover:text-text focus-visible:-outline-offset-2 data-here:font-[600] data-here:text-text data-here:after:bg-text"
            >
              {place.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Answer({ q, kind, onClear }: { q: string; kind: SearchIn | undefined; onClear: () => void }) {
  const answer = useSearch(q, kind);
  const { found, status, problem, retry, earlier } = answer;
  if (status === "loading") return <RowBars label="Looking" />;
  if (status === "failed") {
    return (
      <Failed title="The search did not come back" onRetry={retry}>
        {problem?.message}
      </Failed>
    );
  }
  return (
    <div aria-busy={earlier} className={earlier ? "opacity-60 transition-opacity" : ""}>
      <p aria-live="polite" className="sr-only">
        {!earlier && (found.length > 0 ? `${countOf(found.length, "result")}.` : "Nothing was found.")}
      </p>
      {found.length > 0 ? (
        <Results answer={answer} q={q} />
      ) : (
        <Empty
          action={
            kind ? (
              <ButtonLink to="/search" search={{ q }} replace>
                Look everywhere
              </ButtonLink>
            ) : (
              <Button onClick={onClear}>Try other words</Button>
            )
          }
        >
          Nothing you may see has “{q}”.
        </Empty>
      )}
    </div>
  );
}

function Results({ answer, q }: { answer: Search; q: string }) {
  const { found, hasMore, loadingMore, moreProblem, loadMore } = answer;
  return (
    <>
      <ul aria-label="Results" className="divide-y divide-line border-b border-line">
        {found.map((each) => (
          <FoundItem key={(each.person ?? each.post ?? each.message)?.id} found={each} q={q} />
        ))}
      </ul>
      {hasMore && (
        <p className="flex flex-wrap items-center justify-center gap-3 py-5 text-note text-soft">
          {moreProblem && <span role="status">The rest did not come.</span>}
          <Button busy={loadingMore} onClick={loadMore}>
            {moreProblem ? "Try again" : "Show more"}
          </Button>
        </p>
      )}
    </>
  );
}
