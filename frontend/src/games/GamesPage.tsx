import { useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { attempt } from "../account/attempt";
import { useMe } from "../account/session";
import { useGuard } from "../account/useGuard";
import { PageHead } from "../app/PageHead";
import { useProfile } from "../people/data";
import { ButtonLink } from "../ui/Button";
import { Bar, Loading } from "../ui/Skeleton";
import { SubNav } from "../ui/SubNav";
import { Failed } from "../ui/states";
import { useGameActions } from "./actions";
import { type ListedGame, useFinished, useLobby, useMyGames } from "./data";
import { GameRow } from "./GameRow";
import { NewGame } from "./NewGame";

export const gameLinks = [
  { to: "/games", name: "Play" },
  { to: "/leaderboard", name: "Leaderboard" },
] as const;

/** Where games are found: one's own, a new one, those that wait and those that run. */
export function GamesPage() {
  const me = useMe();
  const { with: guest } = useSearch({ from: "/games" });
  return (
    <>
      <PageHead title="Games" />
      <SubNav label="Games" links={gameLinks} />
      {me && <Mine />}
      {me && guest ? <With username={guest} /> : <NewGame guest={undefined} />}
      <Lobby />
      {me && <Finished me={me.id} />}
    </>
  );
}

function With({ username }: { username: string }) {
  const { person } = useProfile(`@${username}`);
  return <NewGame guest={person} />;
}

function Mine() {
  const { games } = useMyGames();
  if (games.length === 0) return null;
  return (
    <Section title="Your games">
      {games.map((game) => (
        <GameRow key={game.id} game={game} />
      ))}
    </Section>
  );
}

function Lobby() {
  const me = useMe()?.id;
  const { games, status, problem, retry } = useLobby();
  if (status === "loading") return <RowsSkeleton />;
  if (status === "failed" && games.length === 0) {
    return (
      <Failed title="The games did not come" onRetry={retry}>
        {problem?.message}
      </Failed>
    );
  }
  const others = games.filter((game) => !game.players.some((player) => player.person.id === me));
  const open = others.filter((game) => game.state === "open" && !game.invited);
  const running = others.filter((game) => game.state === "active");
  return (
    <>
      <Section
        title="Waiting for somebody"
        empty="Nobody waits right now. Play now, and you wait for the next."
      >
        {open.map((game) => (
          <GameRow key={game.id} game={game}>
            <Join game={game} />
          </GameRow>
        ))}
      </Section>
      <Section title="Being played" empty="No game is on that you could watch.">
        {running.map((game) => (
          <GameRow key={game.id} game={game}>
            <ButtonLink to="/games/$game" params={{ game: game.id }} size="small" look="plain">
              Watch
            </ButtonLink>
          </GameRow>
        ))}
      </Section>
    </>
  );
}

function Join({ game }: { game: ListedGame }) {
  const [busy, setBusy] = useState(false);
  const { join } = useGameActions();
  const guard = useGuard();
  const sit = async () => {
    if (!guard("play")) return;
    setBusy(true);
    await attempt(() => join(game.id));
    setBusy(false);
  };
  return (
    <ButtonLink
      to="/games/$game"
      params={{ game: game.id }}
      size="small"
      aria-disabled={busy || undefined}
      onClick={() => void sit()}
    >
      Sit down
    </ButtonLink>
  );
}

function Finished({ me }: { me: string }) {
  const { games } = useFinished(me);
  if (games.length === 0) return null;
  return (
    <Section title="Your last games">
      {games.slice(0, 10).map((game) => (
        <GameRow key={game.id} game={game} />
      ))}
    </Section>
  );
}

function Section({ title, empty, children }: { title: string; empty?: string; children: ReactNode[] }) {
  return (
    <section className="border-b border-line py-4">
      <h2 className="px-4 text-read wide:px-6">{title}</h2>
      {children.length > 0 ? (
        <ul>{children}</ul>
      ) : (
        <p className="px-4 pt-1 text-body text-soft wide:px-6">{empty}</p>
      )}
    </section>
  );
}

function RowsSkeleton() {
  return (
    <Loading label="Loading the games">
      <ul className="py-4">
        {["w-36", "w-44", "w-28"].map((width) => (
          <li key={width} className="flex items-center gap-3 px-4 py-3 wide:px-6">
            <Bar className="size-11" />
            <div className="grow space-y-2">
              <Bar className={width} />
              <Bar className="w-24" />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
