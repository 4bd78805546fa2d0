import { Bar, Disc, Loading } from "../ui/Skeleton";

/** The shape of a post's page before it comes. */
export function PostSkeleton() {
  return (
    <Loading label="Loading the post">
      <div className="px-4 pt-3 wide:px-6">
        <div className="flex items-center gap-2.5">
          <Disc className="size-12" />
          <div className="space-y-2">
            <Bar className="w-36" />
            <Bar className="h-3 w-16" />
          </div>
        </div>
        <Bar className="mt-5 h-7 w-4/5" />
        <Bar className="mt-6 h-4 w-full" />
        <Bar className="mt-3 h-4 w-11/12" />
        <Bar className="mt-3 h-4 w-3/5" />
      </div>
      <div className="mt-8 border-t border-line">
        <CommentBars />
      </div>
    </Loading>
  );
}

export function CommentBars() {
  return ["w-3/4", "w-1/2", "w-2/3"].map((width) => (
    <div key={width} className="flex gap-3 px-4 pt-5 wide:px-6">
      <Disc className="size-6" />
      <div className="grow space-y-2.5 pt-1">
        <Bar className="w-28" />
        <Bar className={width} />
      </div>
    </div>
  ));
}
