import { Bar, Disc, Loading } from "../ui/Skeleton";

/** The shape of a game while it loads. */
export function BoardSkeleton() {
  return (
    <Loading label="Loading the game">
      <div className="flex flex-col gap-3 px-3 pt-16 wide:px-6">
        <PlayerBars />
        <span className="mx-auto block aspect-square w-full max-w-[34rem] animate-breathe rounded-panel bg-line/60" />
        <PlayerBars />
      </div>
    </Loading>
  );
}

function PlayerBars() {
  return (
    <div className="flex min-h-12 items-center gap-3">
      <Disc />
      <Bar className="w-32" />
    </div>
  );
}
