import { useParams } from "@tanstack/react-router";
import { Dices, Pencil, PenLine } from "lucide-react";
import { useMe } from "../account/session";
import { PageHead } from "../app/PageHead";
import { MessageButton } from "../conversations/MessageButton";
import { useTies } from "../friends/data";
import { FriendButton } from "../friends/FriendButton";
import { PersonMenu } from "../friends/PersonMenu";
import { useFeed } from "../posts/data";
import { FeedList } from "../posts/FeedList";
import { FeedSkeleton } from "../posts/FeedSkeleton";
import { SendingNote } from "../posts/SendingNote";
import { LastSeen } from "../presence/LastSeen";
import { Avatar } from "../ui/Avatar";
import { ButtonLink } from "../ui/Button";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { Empty, Failed } from "../ui/states";
import { dayInFull } from "../ui/time";
import { type PersonRow, useProfile } from "./data";

export function ProfilePage() {
  const { who } = useParams({ from: "/people/$who" });
  const { person, status, problem, retry } = useProfile(who);
  if (person) {
    return (
      <>
        <Head key={person.id} person={person} />
        <TheirPosts person={person} />
      </>
    );
  }
  if (status === "loading") return <ProfileSkeleton />;
  return (
    <div className="pt-10">
      <PageHead title="No such person" hidden />
      {problem?.status === 404 ? (
        <Empty action={<ButtonLink to="/people">Look for somebody</ButtonLink>}>
          Nobody here goes by that name.
        </Empty>
      ) : (
        <Failed title="The profile did not come" onRetry={retry}>
          {problem?.message}
        </Failed>
      )}
    </div>
  );
}

function Head({ person }: { person: PersonRow }) {
  const me = useMe();
  const mine = me?.id === person.id;
  return (
    <header className="border-b border-line px-4 pt-8 pb-6 wide:px-6">
      <PageHead title={person.display_name} hidden />
      <div className="flex items-start justify-between gap-4">
        <Avatar person={person} size="huge" />
        {mine && (
          <ButtonLink to="/settings" size="small" icon={Pencil}>
            Edit
          </ButtonLink>
        )}
        {me && !mine && <Acts person={person} />}
      </div>
      <p aria-hidden="true" dir="auto" className="mt-4 font-title text-page font-[560] tracking-[-0.012em]">
        {person.display_name}
      </p>
      <p className="text-body text-faint">
        @{person.username} · here since {dayInFull(person.joined_at)}
        {person.role === "admin" && " · looks after this place"}
        {me && !mine && <LastSeen person={person} />}
      </p>
      {person.bio && (
        <p dir="auto" className="mt-3 max-w-read whitespace-pre-line text-read">
          {person.bio}
        </p>
      )}
      <SendingNote sending={person.sending} />
    </header>
  );
}

/** What one can do about somebody else. */
function Acts({ person }: { person: PersonRow }) {
  const standing = useTies().standing(person.id);
  return (
    <span className="flex flex-wrap items-center justify-end gap-1.5">
      <FriendButton person={person} standing={standing} />
      {standing !== "blocked" && (
        <>
          <MessageButton person={person} />
          <ButtonLink
            to="/games"
            search={{ with: person.username }}
            size="small"
            icon={Dices}
            aria-label={`Play with ${person.display_name}`}
          >
            Play
          </ButtonLink>
        </>
      )}
      <PersonMenu person={person} standing={standing} />
    </span>
  );
}

function TheirPosts({ person }: { person: PersonRow }) {
  const feed = useFeed({ sort: "new", author: person.id });
  const mine = useMe()?.id === person.id;
  return (
    <section aria-label={`Posts by ${person.display_name}`}>
      <FeedList
        feed={feed}
        empty={
          mine ? (
            <Empty
              action={
                <ButtonLink to="/write" look="primary" icon={PenLine}>
                  Write something
                </ButtonLink>
              }
            >
              You have not written anything yet.
            </Empty>
          ) : (
            <Empty action={<ButtonLink to="/">Read the feed</ButtonLink>}>
              {person.display_name} has not written anything yet.
            </Empty>
          )
        }
      />
    </section>
  );
}

function ProfileSkeleton() {
  return (
    <>
      <Loading label="Loading the profile">
        <div className="border-b border-line px-4 pt-8 pb-6 wide:px-6">
          <Disc className="size-24" />
          <Bar className="mt-5 h-6 w-48" />
          <Bar className="mt-3 w-56" />
          <Bar className="mt-4 w-3/4" />
        </div>
      </Loading>
      <FeedSkeleton rows={3} />
    </>
  );
}
