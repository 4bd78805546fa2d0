import { Bar, Disc, Loading } from "../ui/Skeleton";

const widths = ["w-4/5", "w-3/5", "w-11/12", "w-2/3", "w-3/4"];

/** The shape of a feed before it comes. */
export function FeedSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <Loading label="Loading posts">
      <ul className="divide-y divide-line">
        {widths.slice(0, rows).map((width) => (
          <li key={width} className="px-4 pt-5 pb-4 wide:px-6">
            <div className="flex items-center gap-2.5">
              <Disc />
              <div className="grow space-y-1.5">
                <Bar className="w-32" />
                <Bar className="h-3 w-14" />
              </div>
            </div>
            <Bar className={`mt-3.5 h-5 ${width}`} />
            <Bar className="mt-3 w-full" />
            <Bar className="mt-2 w-3/4" />
            <div className="mt-4 flex gap-6">
              <Bar className="w-9" />
              <Bar className="w-9" />
            </div>
          </li>
        ))}
      </ul>
    </Loading>
  );
}
