import { useSearch } from "@tanstack/react-router";
import { PenLine } from "lucide-react";
import { PageHead } from "../app/PageHead";
import { ButtonLink } from "../ui/Button";
import { Empty } from "../ui/states";
import { useFeed } from "./data";
import { FeedList } from "./FeedList";
import { SortTabs } from "./SortTabs";

export function FeedPage() {
  const { sort = "new" } = useSearch({ from: "/" });
  const feed = useFeed({ sort });
  return (
    <>
      <PageHead title="Feed" hidden fresh={feed.fresh} />
      <SortTabs />
      <FeedList key={sort} feed={feed} empty={<NothingYet rising={sort === "rising"} />} />
    </>
  );
}

function NothingYet({ rising }: { rising: boolean }) {
  if (rising) {
    return (
      <Empty action={<ButtonLink to="/">See what is new</ButtonLink>}>
        It has been quiet for two days, so nothing is rising.
      </Empty>
    );
  }
  return (
    <Empty
      action={
        <ButtonLink to="/write" look="primary" icon={PenLine}>
          Write the first post
        </ButtonLink>
      }
    >
      Nobody has written anything yet. The gallery is yours.
    </Empty>
  );
}
