import type { PersonBrief } from "../api/types";
import { RelativeTime } from "../ui/RelativeTime";
import { usePresence } from "./data";

/** " · here now", or when they went, after other words; nothing when one is not told. */
export function LastSeen({ person }: { person: PersonBrief }) {
  const { status, last_seen } = usePresence(person.id);
  if (status === "online") return <span className="text-calm"> · here now</span>;
  if (status === "away") return <> · away</>;
  if (status !== "offline" || !last_seen) return null;
  return (
    <>
      {" · last here "}
      <RelativeTime at={last_seen} />
    </>
  );
}
