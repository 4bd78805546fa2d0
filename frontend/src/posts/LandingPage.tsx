import { useSearch } from "@tanstack/react-router";
import { PageHead } from "../app/PageHead";
import { ButtonLink } from "../ui/Button";
import { Empty } from "../ui/states";
import { useFeed } from "./data";
import { FeedList } from "./FeedList";
import { PeopleInArches } from "./PeopleInArches";
import { SortTabs } from "./SortTabs";

/** The front of the house: what this place is, who is about, and what they wrote. */
export function LandingPage() {
  const { sort = "new" } = useSearch({ from: "/" });
  const feed = useFeed({ sort });
  return (
    <div className="mx-auto max-w-[64rem] wide:px-6">
      <PageHead title="Welcome" hidden />
      <section className="grid items-end gap-x-14 gap-y-8 px-5 pt-10 wide:px-0 full:grid-cols-[1fr_26rem] full:pt-16">
        <div className="full:pb-9">
          <p
            aria-hidden="true"
            className="max-w-[16ch] text-balance font-title text-front font-[560] tracking-[-0.018em] full:text-[2.75rem] full:leading-[3.1rem]"
          >
            Come in, people are talking.
          </p>
          <p className="mt-4 max-w-[44ch] text-read text-soft">
            A loggia is an open gallery on the side of a house, where people stand about and anyone passing
            can join. Read as long as you like. Sign up when you have something to say.
          </p>
          <div className="mt-6 flex gap-3">
            <ButtonLink to="/signup" look="primary" size="large">
              Sign up
            </ButtonLink>
            <ButtonLink to="/login" size="large">
              Sign in
            </ButtonLink>
          </div>
        </div>
        <PeopleInArches rows={feed.rows} />
      </section>
      <div className="grid items-start gap-x-14 border-t border-edge full:grid-cols-[minmax(0,1fr)_17rem]">
        <section aria-label="Posts" className="min-w-0 bg-surface pb-10 wide:border-x wide:border-line">
          <SortTabs />
          <FeedList
            key={sort}
            feed={feed}
            empty={
              <Empty action={<ButtonLink to="/signup">Be the first</ButtonLink>}>
                Nobody has written anything yet.
              </Empty>
            }
          />
        </section>
        <Promises />
      </div>
    </div>
  );
}

const promises = [
  {
    title: "It happens while you read",
    text: "New posts and comments appear by themselves, and never move what you are reading.",
  },
  {
    title: "Nothing is lost",
    text: "What you write without a connection is sent when there is one again, once.",
  },
  {
    title: "Changes stay in the open",
    text: "Whoever edits a post leaves its earlier versions for everybody to read.",
  },
] as const;

function Promises() {
  return (
    <aside aria-label="What to expect" className="hidden flex-col gap-7 pt-8 full:flex">
      {promises.map(({ title, text }) => (
        <section key={title}>
          <h2 className="text-read">{title}</h2>
          <p className="mt-1 text-body text-soft">{text}</p>
        </section>
      ))}
    </aside>
  );
}
