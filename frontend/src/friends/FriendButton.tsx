import { Check, UserCheck, UserPlus } from "lucide-react";
import type { PersonBrief, Standing } from "../api/types";
import { Button } from "../ui/Button";
import { useFriendActions } from "./data";

type FriendButtonProps = {
  person: PersonBrief;
  /** How they stand to me; undefined while that is not known. */
  standing: Standing | undefined;
};

/** What there is to do about being friends with somebody, as things stand. For somebody who is signed in. */
export function FriendButton({ person, standing }: FriendButtonProps) {
  const { befriend, unfriend, unblock } = useFriendActions();
  const name = person.display_name;
  switch (standing) {
    case undefined:
      return <Button size="small" aria-hidden="true" disabled className="w-28" />;
    case "none":
      return (
        <Button
          size="small"
          icon={UserPlus}
          aria-label={`Add friend: ${name}`}
          onClick={() => befriend(person.id, standing)}
        >
          Add friend
        </Button>
      );
    case "requested":
      return (
        <Button
          size="small"
          look="plain"
          aria-label={`Take back the request to ${name}`}
          onClick={() => unfriend(person.id, standing)}
        >
          Take back
        </Button>
      );
    case "incoming":
      return (
        <span className="flex gap-2">
          <Button
            size="small"
            icon={Check}
            aria-label={`Accept the request of ${name}`}
            onClick={() => befriend(person.id, standing)}
          >
            Accept
          </Button>
          <Button
            size="small"
            look="plain"
            aria-label={`Decline the request of ${name}`}
            onClick={() => unfriend(person.id, standing)}
          >
            Decline
          </Button>
        </span>
      );
    case "friends":
      return (
        <span className="inline-flex min-h-8 items-center gap-1.5 px-2 text-note text-calm">
          <UserCheck size={16} strokeWidth={1.75} aria-hidden="true" />
          Friends
        </span>
      );
    case "blocked":
      return (
        <Button size="small" aria-label={`Unblock ${name}`} onClick={() => unblock(person.id)}>
          Unblock
        </Button>
      );
  }
}
