import { Link } from "@tanstack/react-router";
import {
  AtSign,
  Gamepad2,
  Heart,
  type LucideIcon,
  MessageSquare,
  PhoneMissed,
  Reply,
  Swords,
  UserCheck,
  UserPlus,
} from "lucide-react";
import type { Notification, PersonBrief } from "../api/types";
import { useTies } from "../friends/data";
import { FriendButton } from "../friends/FriendButton";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { RelativeTime } from "../ui/RelativeTime";
import { destinationOf, wordsOf } from "./words";

const ICONS: Record<Notification["kind"], LucideIcon> = {
  like: Heart,
  comment: MessageSquare,
  reply: Reply,
  mention: AtSign,
  friend_request: UserPlus,
  friend_accepted: UserCheck,
  game_invite: Swords,
  game_turn: Gamepad2,
  call_missed: PhoneMissed,
};

type NotificationItemProps = {
  notification: Notification;
  /** It was not read when one came. */
  fresh: boolean;
  /** One goes where it leads. */
  onOpen: () => void;
};

/** One notification: who did what and when; the whole leads there, and a question is answered in its place. */
export function NotificationItem({ notification, fresh, onOpen }: NotificationItemProps) {
  const { kind, actors, created_at, excerpt } = notification;
  const [first] = actors;
  const { path, hash, message } = destinationOf(notification);
  return (
    <li data-stop-area className={`relative ${fresh ? "bg-cool-wash/60" : ""}`}>
      <Link
        to={path}
        {...(hash && { hash })}
        search={message ? { message } : {}}
        data-stop
        onClick={onOpen}
        className="flex gap-3 px-4 py-3 transition-colors hover:bg-shade/50 focus-visible:-outline-offset-2 wide:px-6"
      >
        <span className="relative inline-flex shrink-0 self-start">
          {first && <Avatar person={first} />}
          <span className="-right-1.5 -bottom-1.5 absolute inline-flex size-5 items-center justify-center rounded-full border border-line bg-raised text-soft">
            <Icon of={ICONS[kind]} size={14} className="size-3" />
          </span>
        </span>
        <span className="min-w-0 grow">
          <span className="block text-body leading-5.5">
            <Sentence notification={notification} />
          </span>
          {excerpt && (
            <span dir="auto" className="line-clamp-1 text-body text-soft">
              {excerpt}
            </span>
          )}
          <span className="mt-0.5 flex items-center gap-2 text-note text-soft">
            <RelativeTime at={created_at} />
            {fresh && (
              <span className="inline-flex items-center gap-1.5 text-cool">
                <span aria-hidden="true" className="size-1.5 rounded-full bg-cool" />
                new
              </span>
            )}
          </span>
        </span>
      </Link>
      {kind === "friend_request" && first && <Answer person={first} />}
    </li>
  );
}

function Sentence({ notification }: { notification: Notification }) {
  const { names, others, did } = wordsOf(notification);
  const [first = "Somebody", second] = names;
  return (
    <>
      <bdi className="font-[600]">{first}</bdi>
      {second && (
        <>
          {" and "}
          <bdi className="font-[600]">{second}</bdi>
        </>
      )}
      {others > 0 && (others === 1 ? " and 1 other" : ` and ${others} others`)} {did}.
    </>
  );
}

/** Yes or no, as long as they still ask; once it is answered the server takes the notification away. */
function Answer({ person }: { person: PersonBrief }) {
  const { standing } = useTies();
  if (standing(person.id) !== "incoming") return null;
  return (
    <div className="-mt-1 pr-4 pb-3 pl-16 wide:pl-18">
      <FriendButton person={person} standing="incoming" />
    </div>
  );
}
