import { Navigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { useMe } from "../account/session";
import type { Standing, Suggestion } from "../api/types";
import { PageHead } from "../app/PageHead";
import { MessageButton } from "../conversations/MessageButton";
import { useWhoIsHere } from "../presence/data";
import { ButtonLink } from "../ui/Button";
import { RelativeTime } from "../ui/RelativeTime";
import { Bar, Disc, Loading } from "../ui/Skeleton";
import { SubNav } from "../ui/SubNav";
import { Empty, Failed } from "../ui/states";
import { countOf } from "../ui/words";
import { type Tie, type Ties, useSuggestions, useTies } from "./data";
import { FriendButton } from "./FriendButton";
import { PersonMenu } from "./PersonMenu";
import { TieRow } from "./TieRow";

/** Who one is friends with, who waits for an answer, whom one may know, and whom one has blocked. */
export function FriendsPage() {
  const me = useMe();
  if (!me) return <Navigate to="/login" search={{ next: "/friends" }} replace />;
  return <Friends />;
}

function Friends() {
  const ties = useTies();
  return (
    <>
      <PageHead title="People" />
      <SubNav
        label="People"
        links={[
          { to: "/people", name: "Everybody" },
          { to: "/friends", name: "Friends", count: ties.incoming.length },
        ]}
      />
      <Lists ties={ties} />
      <p aria-live="polite" className="sr-only">
        {ties.incoming.length > 0 && `${countOf(ties.incoming.length, "friend request")} for you.`}
      </p>
    </>
  );
}

function Lists({ ties }: { ties: Ties }) {
  const { people: suggestions } = useSuggestions();
  const open = useMemo(
    () => suggestions.filter(({ person }) => ties.standing(person.id) === "none"),
    [suggestions, ties],
  );
  if (ties.status === "loading") return <FriendsSkeleton />;
  if (ties.status === "failed") {
    return (
      <Failed title="Your friends did not come" onRetry={ties.retry}>
        {ties.problem?.message}
      </Failed>
    );
  }
  return (
    <>
      <Requests title="They asked you" ties={ties.incoming} standing="incoming" />
      <FriendList ties={ties.friends} alone={ties.incoming.length + ties.outgoing.length === 0} />
      <Requests title="You asked them" ties={ties.outgoing} standing="requested" />
      <Suggestions people={open} />
      <Blocked ties={ties.blocked} />
    </>
  );
}

function Section({ title, count, children }: { title: string; count?: number; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line pt-5 pb-2">
      <h2 className="px-4 pb-1 text-read wide:px-6">
        {title}{" "}
        {count !== undefined && (
          <span data-figures className="font-text text-body font-[400] text-faint">
            {count}
          </span>
        )}
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

/** Requests, others' or one's own. */
function Requests({ title, ties, standing }: { title: string; ties: Tie[]; standing: Standing }) {
  if (ties.length === 0) return null;
  return (
    <Section title={title} count={ties.length}>
      {ties.map(({ person, created_at }) => (
        <TieRow key={person.id} person={person} note={<RelativeTime at={created_at} />}>
          <FriendButton person={person} standing={standing} />
        </TieRow>
      ))}
    </Section>
  );
}

/** Those who are here first. */
function FriendList({ ties, alone }: { ties: Tie[]; alone: boolean }) {
  const here = new Set(useWhoIsHere(ties.map(({ person }) => person.id)));
  if (ties.length === 0) {
    if (!alone) return null;
    return (
      <Empty action={<ButtonLink to="/people">Look around</ButtonLink>}>
        You have no friends here yet. Everybody starts like that.
      </Empty>
    );
  }
  const sorted = [...ties].sort((a, b) => Number(here.has(b.person.id)) - Number(here.has(a.person.id)));
  return (
    <Section title="Friends" count={ties.length}>
      {sorted.map(({ person }) => (
        <TieRow key={person.id} person={person} note={`@${person.username}`}>
          <MessageButton person={person} />
          <PersonMenu person={person} standing="friends" />
        </TieRow>
      ))}
    </Section>
  );
}

function Suggestions({ people }: { people: Suggestion[] }) {
  if (people.length === 0) return null;
  return (
    <Section title="You may know">
      {people.map(({ person, friends_in_common, conversations_in_common }) => (
        <TieRow
          key={person.id}
          person={person}
          note={
            friends_in_common > 0
              ? `${countOf(friends_in_common, "friend")} in common`
              : `${countOf(conversations_in_common, "conversation")} in common`
          }
        >
          <FriendButton person={person} standing="none" />
        </TieRow>
      ))}
    </Section>
  );
}

function Blocked({ ties }: { ties: Tie[] }) {
  if (ties.length === 0) return null;
  return (
    <details className="px-4 py-5 wide:px-6">
      <summary className="min-h-10 rounded-small text-body text-soft">
        {countOf(ties.length, "person", "people")} you blocked
      </summary>
      <ul className="-mx-4 wide:-mx-6">
        {ties.map(({ person }) => (
          <TieRow key={person.id} person={person} note={`@${person.username}`}>
            <FriendButton person={person} standing="blocked" />
          </TieRow>
        ))}
      </ul>
    </details>
  );
}

function FriendsSkeleton() {
  return (
    <Loading label="Loading your friends">
      <ul className="pt-6">
        {["w-36", "w-44", "w-28"].map((width) => (
          <li key={width} className="flex items-center gap-3 px-4 py-3 wide:px-6">
            <Disc className="size-12" />
            <div className="grow space-y-2">
              <Bar className={width} />
              <Bar className="w-24" />
            </div>
            <Bar className="h-8 w-24" />
          </li>
        ))}
      </ul>
    </Loading>
  );
}
