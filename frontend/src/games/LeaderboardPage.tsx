import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMe } from "../account/session";
import type { Ranked } from "../api/types";
import { PageHead } from "../app/PageHead";
import { Avatar } from "../ui/Avatar";
import { Button, ButtonLink } from "../ui/Button";
import { Bar, Loading } from "../ui/Skeleton";
import { SubNav } from "../ui/SubNav";
import { Empty, Failed } from "../ui/states";
import { TabPanel, Tabs } from "../ui/Tabs";
import { gameLinks } from "./GamesPage";
import { KINDS, rulesOf } from "./kinds";
import { useLeaderboard } from "./leaderboard";

const ALL = "all";

/** Who plays best, over all kinds and kind by kind. */
export function LeaderboardPage() {
  const { kind = ALL } = useSearch({ from: "/leaderboard" });
  const navigate = useNavigate();
  return (
    <>
      <PageHead title="Leaderboard" />
      <SubNav label="Games" links={gameLinks} />
      <div className="px-4 py-4 wide:px-6">
        <Tabs
          label="Which game"
          value={kind}
          onChange={(next) =>
            void navigate({ to: "/leaderboard", search: next === ALL ? {} : { kind: next }, replace: true })
          }
          tabs={[
            { value: ALL, label: "All games" },
            ...KINDS.map((each) => ({ value: each, label: rulesOf(each).name })),
          ]}
        >
          <TabPanel value={kind} className="pt-4 outline-none">
            <Table kind={kind === ALL ? undefined : kind} />
          </TabPanel>
        </Tabs>
      </div>
    </>
  );
}

function Table({ kind }: { kind: string | undefined }) {
  const { rows, status, problem, retry, ...more } = useLeaderboard(kind);
  if (status === "loading") return <TableSkeleton />;
  if (rows.length === 0 && status === "failed") {
    return (
      <Failed title="The leaderboard did not come" onRetry={retry}>
        {problem?.message}
      </Failed>
    );
  }
  if (rows.length === 0) {
    return (
      <Empty action={<ButtonLink to="/games">Play</ButtonLink>}>
        Nobody has played {kind === undefined ? "a game" : rulesOf(kind).name} to the end yet.
      </Empty>
    );
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-body" data-figures>
        <thead className="text-left text-note text-faint">
          <tr className="border-b border-line *:px-2 *:py-2 *:font-[500]">
            <th scope="col">#</th>
            <th scope="col" className="w-full">
              Who
            </th>
            <th scope="col" className="text-right">
              Rating
            </th>
            <th scope="col" className="text-right">
              Points
            </th>
            <th scope="col" className="text-right whitespace-nowrap max-wide:hidden">
              Won · lost · drawn
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.person.id} row={row} />
          ))}
        </tbody>
      </table>
      {more.hasMore && (
        <p className="flex flex-wrap items-center justify-center gap-3 py-5 text-center text-note text-soft">
          {more.moreProblem && <span role="status">The next ones did not come.</span>}
          <Button busy={more.loadingMore} onClick={more.loadMore}>
            {more.moreProblem ? "Try again" : "Show more"}
          </Button>
        </p>
      )}
    </div>
  );
}

function Row({ row }: { row: Ranked }) {
  const mine = useMe()?.id === row.person.id;
  return (
    <tr className={`border-b border-line last:border-0 *:px-2 *:py-2.5 ${mine ? "bg-shade" : ""}`}>
      <td className="text-faint">{row.rank}</td>
      <th scope="row" className="max-w-0 text-left font-[550]">
        <Link
          to="/people/$who"
          params={{ who: row.person.username ? `@${row.person.username}` : row.person.id }}
          className="flex items-center gap-2.5 rounded-small"
        >
          <Avatar person={row.person} />
          <bdi className="truncate">{row.person.display_name}</bdi>
        </Link>
      </th>
      <td className="text-right font-[600]">{Math.round(row.rating)}</td>
      <td className="text-right">{row.points}</td>
      <td className="text-right whitespace-nowrap text-soft max-wide:hidden">
        {row.wins} · {row.losses} · {row.draws}
      </td>
    </tr>
  );
}

function TableSkeleton() {
  return (
    <Loading label="Loading the leaderboard">
      {["w-40", "w-52", "w-36"].map((width) => (
        <div key={width} className="flex items-center gap-3 py-3">
          <Bar className="w-4" />
          <Bar className={width} />
        </div>
      ))}
    </Loading>
  );
}
