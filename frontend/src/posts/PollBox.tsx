import { Check } from "lucide-react";
import { useState } from "react";
import { useGuard } from "../account/useGuard";
import type { Poll } from "../api/types";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { until } from "../ui/time";
import { countOf } from "../ui/words";
import { type PostRow, usePostActions } from "./data";

/** A poll one can vote in; results show once one has voted, or when it is closed. */
export function PollBox({ post, poll }: { post: PostRow; poll: Poll }) {
  const [changing, setChanging] = useState(false);
  const shown = poll.closed || (poll.voted.length > 0 && !changing);
  return (
    <div className="relative mt-3 rounded-panel border border-line p-3 wide:p-4">
      {shown ? (
        <Results poll={poll} />
      ) : (
        <Ballot key={poll.voted.join()} post={post} poll={poll} onDone={() => setChanging(false)} />
      )}
      <p className="mt-2 -mb-1 flex min-h-8 flex-wrap items-center gap-x-2 text-note text-faint">
        <span data-figures>
          {[countOf(votesOf(poll), "vote"), poll.multiple && "several choices", closing(poll)]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {shown && !poll.closed && (
          <button
            type="button"
            onClick={() => setChanging(true)}
            className="ml-auto min-h-8 rounded-small text-soft underline decoration-edge/60 underline-offset-3 hover:text-text"
          >
            Change my vote
          </button>
        )}
      </p>
    </div>
  );
}

function Results({ poll }: { poll: Poll }) {
  const most = Math.max(...poll.options.map(({ votes }) => votes), 1);
  const all = Math.max(votesOf(poll), 1);
  return (
    <ul className="flex flex-col gap-2">
      {poll.options.map(({ text, votes }, index) => {
        const mine = poll.voted.includes(index);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an option is its index, it has no other name
          <li key={index} className="relative overflow-hidden rounded-control bg-shade/55">
            <div
              aria-hidden="true"
              className={`absolute inset-y-0 left-0 transition-[width] duration-200 ${votes === most ? "bg-calm/22" : "bg-edge/22"}`}
              style={{ width: `${(votes / all) * 100}%` }}
            />
            <p className="relative flex min-h-10 items-center gap-2 px-3 py-1.5 text-body">
              <span dir="auto" className={mine || votes === most ? "font-[550]" : ""}>
                {text}
              </span>
              {mine && (
                <span className="text-calm">
                  <Icon of={Check} size={16} />
                  <span className="sr-only">, your vote</span>
                </span>
              )}
              <span data-figures className="ml-auto pl-2 text-note text-soft">
                {Math.round((votes / all) * 100)}%<span className="sr-only">, {countOf(votes, "vote")}</span>
              </span>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Ballot({ post, poll, onDone }: { post: PostRow; poll: Poll; onDone: () => void }) {
  const [picked, setPicked] = useState<readonly number[]>(poll.voted);
  const { vote } = usePostActions();
  const guard = useGuard();

  const send = (options: readonly number[]) => {
    if (!guard("vote")) return;
    vote(post, [...options]);
    onDone();
  };
  const pick = (index: number) => {
    if (!poll.multiple) send([index]);
    else setPicked(picked.includes(index) ? picked.filter((one) => one !== index) : [...picked, index]);
  };

  return (
    <fieldset>
      <legend className="sr-only">{poll.multiple ? "Choose as many as you like" : "Choose one"}</legend>
      <div className="flex flex-col gap-2">
        {poll.options.map(({ text }, index) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is its index, it has no other name
            key={index}
            type="button"
            aria-pressed={picked.includes(index)}
            onClick={() => pick(index)}
            className={`flex min-h-10 items-center gap-2.5 rounded-control border px-3 py-1.5 text-left text-body transition-colors hover:bg-shade ${picked.includes(index) ? "border-calm bg-calm-wash" : "border-edge/60"}`}
          >
            <span
              aria-hidden="true"
              className={`flex size-4.5 shrink-0 items-center justify-center border border-edge ${poll.multiple ? "rounded-[5px]" : "rounded-full"} ${picked.includes(index) ? "border-calm bg-calm text-surface" : ""}`}
            >
              {picked.includes(index) && <Icon of={Check} size={14} />}
            </span>
            <bdi>{text}</bdi>
          </button>
        ))}
      </div>
      {poll.multiple && (
        <Button size="small" className="mt-3" disabled={picked.length === 0} onClick={() => send(picked)}>
          Vote
        </Button>
      )}
    </fieldset>
  );
}

function votesOf(poll: Poll): number {
  return poll.options.reduce((sum, { votes }) => sum + votes, 0);
}

function closing(poll: Poll): string {
  if (poll.closed) return "closed";
  return poll.closes_at ? `closes ${until(poll.closes_at, Date.now())}` : "";
}
