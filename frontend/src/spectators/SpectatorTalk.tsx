import { type FormEvent, useState } from "react";
import { Problem } from "../api/problem";
import type { Id, Remark } from "../api/types";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { keepWords, keptWords } from "../ui/keptWords";
import { RelativeTime } from "../ui/RelativeTime";
import { Failed } from "../ui/states";
import { say } from "../ui/Toasts";
import { useRemarks, useSayToSpectators } from "./data";

const LIMIT = 1000;

/** What those who look on say among themselves; `over`: the players read it, too. */
export function SpectatorTalk({ game, over }: { game: Id; over: boolean }) {
  const { remarks, status, problem, retry, hasMore, loadingMore, loadMore } = useRemarks(game);
  if (status === "failed" && remarks.length === 0) {
    return (
      <Failed title="What spectators say did not come" onRetry={retry}>
        {problem?.message}
      </Failed>
    );
  }
  return (
    <section aria-label="Spectators" className="rounded-panel border border-line">
      <header className="flex flex-wrap items-baseline gap-x-3 border-b border-line px-4 py-2.5">
        <h2 className="font-title text-read font-[600]">Spectators</h2>
        <p className="text-note text-soft">
          {over ? "Everybody can read and answer now." : "The players see this when the game is over."}
        </p>
      </header>
      <Speak game={game} />
      {status === "ready" && remarks.length === 0 && (
        <p className="px-4 pb-4 text-body text-soft">Nobody has said anything yet.</p>
      )}
      {/* Newest first, so that what is said stands beside where one says it. */}
      <ol role="log" aria-label="What was said" className="max-h-96 divide-y divide-line overflow-y-auto">
        {remarks.map((remark) => (
          <Said key={remark.id} remark={remark} />
        ))}
      </ol>
      {hasMore && (
        <p className="border-t border-line p-3 text-center">
          <Button size="small" busy={loadingMore} onClick={loadMore}>
            Show older ones
          </Button>
        </p>
      )}
    </section>
  );
}

function Said({ remark }: { remark: Remark }) {
  const { sender, body, created_at } = remark;
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <Avatar person={sender} />
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <bdi className="text-body font-[600]">{sender.display_name}</bdi>
          <span className="text-note text-faint">
            <RelativeTime at={created_at} />
          </span>
        </p>
        <p dir="auto" className="whitespace-pre-wrap break-words text-body">
          {body}
        </p>
      </div>
    </li>
  );
}

function Speak({ game }: { game: Id }) {
  const draft = `spectators.${game}`;
  const [body, setBody] = useState(() => keptWords(draft));
  const [busy, setBusy] = useState(false);
  const speak = useSayToSpectators(game);
  const write = (words: string) => {
    setBody(words);
    keepWords(draft, words);
  };
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || body.trim() === "") return;
    setBusy(true);
    try {
      await speak(body.trim());
      write("");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say({ words: error.message, urgent: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void send(event)} className="flex gap-2 px-4 py-3">
      <input
        aria-label="Say something to the spectators"
        placeholder="Say something"
        maxLength={LIMIT}
        value={body}
        onChange={(event) => write(event.target.value)}
        className="min-h-11 min-w-0 grow rounded-control border border-edge bg-surface px-3 text-read"
      />
      <Button type="submit" busy={busy}>
        Send
      </Button>
    </form>
  );
}
