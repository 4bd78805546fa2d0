import { useConversations } from "../conversations/data";
import { useTies } from "../friends/data";
import { useMyGames } from "../games/data";
import { Count } from "../ui/SubNav";
import type { Place } from "./places";

/** What waits at a place; nothing for most of them. */
export function PlaceCount({ place }: { place: Place }) {
  if (place.to === "/conversations") return <Unread />;
  if (place.to === "/people") return <Asked />;
  if (place.to === "/games") return <Turns />;
  return null;
}

export function Turns() {
  const { waiting } = useMyGames();
  return <Waiting count={waiting} words={waiting === 1 ? "1 game waits" : `${waiting} games wait`} />;
}

function Unread() {
  const { unread } = useConversations();
  return <Waiting count={unread} words={`${unread} unread`} />;
}

function Asked() {
  const { incoming } = useTies();
  return <Waiting count={incoming.length} words={`${incoming.length} friend requests`} />;
}

function Waiting({ count, words }: { count: number; words: string }) {
  if (count === 0) return null;
  return (
    <>
      <span className="sr-only">, {words}</span>
      <span aria-hidden="true" className="inline-flex">
        <Count of={count} />
      </span>
    </>
  );
}
