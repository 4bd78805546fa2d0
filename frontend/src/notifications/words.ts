/** What a notification says, and where it leads. Pure. */
import type { Id, Notification } from "../api/types";

export interface Words {
  /** One or two names. */
  names: string[];
  /** How many more. */
  others: number;
  /** "liked your post" */
  did: string;
}

/** Two are named; of more, one. */
export function wordsOf({ kind, actors, count, about }: Notification): Words {
  const names = actors.map((actor) => actor.display_name || "Somebody");
  const people = Math.max(count, names.length);
  const named = people === 2 && names.length === 2 ? 2 : 1;
  const did = DEEDS[kind](about);
  return { names: names.slice(0, named), others: Math.max(people - named, 0), did };
}

type About = Notification["about"];

const DEEDS: Record<Notification["kind"], (about: About) => string> = {
  like: (about) => (about.comment ? "liked your comment" : "liked your post"),
  comment: () => "commented on your post",
  reply: () => "answered you",
  mention: (about) =>
    about.comment
      ? "mentioned you in a comment"
      : about.post
        ? "mentioned you in a post"
        : "mentioned you in a conversation",
  friend_request: () => "would like to be your friend",
  friend_accepted: () => "is your friend now",
  game_invite: () => "invites you to a game",
  game_turn: () => "waits for your move in a game",
  call_missed: () => "called while you were away",
};

/** The whole as one sentence, for who listens and for the system's own notifications. */
export function sentenceOf(notification: Notification): string {
  const { names, others, did } = wordsOf(notification);
  const rest = others === 0 ? "" : others === 1 ? " and 1 other" : ` and ${others} others`;
  return `${names.join(" and ") || "Somebody"}${rest} ${did}.`;
}

export interface Destination {
  path: string;
  /** Where on that page. */
  hash?: string;
  /** A message of that conversation. */
  message?: Id;
}

export function destinationOf({ about, actors }: Notification): Destination {
  if (about.game) return { path: `/games/${about.game}` };
  if (about.conversation) {
    const path = `/conversations/${about.conversation}`;
    return about.message ? { path, message: about.message } : { path };
  }
  if (about.post) {
    const path = `/posts/${about.post}`;
    return about.comment ? { path, hash: `comment-${about.comment}` } : { path };
  }
  const [first] = actors;
  return { path: first?.username ? `/people/@${first.username}` : "/notifications" };
}
