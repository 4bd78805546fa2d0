/** Every event the server can send, as it arrives: its own fields beside `seq`, `type`, `at`, `actor` and `topics`. */
import type {
  CallOutcome,
  ClockSetup,
  ConversationKind,
  GameOutcome,
  Id,
  Level,
  MemberRole,
  PollSetup,
  Position,
  PostKind,
  Seat,
  Time,
  TimeLeft,
} from "../api/types";

interface OfPerson {
  person: Id;
}
interface OfPost {
  post: Id;
  community?: string | null;
}
interface OfComment {
  comment: Id;
  post: Id;
  community?: string | null;
}

export interface PersonEvents {
  "person.joined": OfPerson & { username: string; display_name: string; role: "admin" | "member" };
  "person.changed": OfPerson & {
    display_name?: string | null;
    bio?: string | null;
    avatar?: string | null;
  };
  "person.erased": OfPerson;
  "person.banned": OfPerson & { reason?: string | null; until?: Time | null };
  "person.unbanned": OfPerson;
  "person.role_changed": OfPerson & { role: "admin" | "member" };
}

export interface PostEvents {
  "post.created": OfPost & {
    kind: PostKind;
    title: string;
    body: string;
    html: string;
    link?: string | null;
    poll?: PollSetup | null;
    private?: boolean;
    mentions?: Id[];
  };
  "post.edited": OfPost & {
    title?: string | null;
    body?: string | null;
    html?: string | null;
    mentions?: Id[];
  };
  "post.deleted": OfPost;
  "post.erased": OfPost;
  "post.liked": OfPost & { author: Id };
  "post.unliked": OfPost & { author: Id };
  /** Without an actor unless it is one's own vote. */
  "post.voted": OfPost & { author: Id; options: number[]; previous: number[] };
}

export interface CommentEvents {
  "comment.added": OfComment & {
    parent?: Id | null;
    parent_author?: Id | null;
    post_author?: Id;
    body: string;
    html: string;
    private?: boolean;
    mentions?: Id[];
  };
  "comment.edited": OfComment & { body: string; html: string; mentions?: Id[] };
  "comment.deleted": OfComment;
  "comment.erased": OfComment;
  "comment.liked": OfComment & { author: Id };
  "comment.unliked": OfComment & { author: Id };
}

/** Between the actor and `person`. */
export interface FriendEvents {
  "friend.requested": OfPerson;
  "friend.accepted": OfPerson;
  "friend.declined": OfPerson;
  "friend.cancelled": OfPerson;
  "friend.removed": OfPerson;
  /** Only ever one's own: nobody learns that they were blocked. */
  "person.blocked": OfPerson & { by: Id };
  "person.unblocked": OfPerson & { by: Id };
}

interface OfConversation {
  conversation: Id;
}
interface OfMessage extends OfConversation {
  message: Id;
}

/** Who is in what talk, and what is said there. */
export interface ConversationEvents {
  "conversation.opened": OfConversation & {
    kind: ConversationKind;
    name?: string | null;
    description?: string | null;
    people: Id[];
    owner?: Id | null;
  };
  "conversation.changed": OfConversation & { name?: string | null; description?: string | null };
  "conversation.joined": OfConversation & OfPerson & { role?: MemberRole };
  /** A direct conversation is only hidden; a group whose owner leaves has another. */
  "conversation.left": OfConversation & OfPerson & { kind: ConversationKind; heir?: Id | null };
  "conversation.removed": OfConversation & OfPerson;
  "conversation.role_changed": OfConversation & OfPerson & { role: MemberRole; previous_owner?: Id | null };
  "conversation.muted": OfConversation & OfPerson & { muted: boolean; until?: Time | null };
  "conversation.banned": OfConversation & OfPerson & { banned: boolean; until?: Time | null };
  /** One's own only. */
  "conversation.level_changed": OfConversation & OfPerson & { level: Level };

  "message.sent": OfMessage & {
    /** What kind of conversation it is in; not known of what is still on its way. */
    kind?: ConversationKind;
    body: string;
    html: string;
    reply_to?: Id | null;
    mentions?: Id[];
  };
  "message.edited": OfMessage & { body: string; html: string };
  "message.deleted": OfMessage;
  /** Everything its actor said there. */
  "message.erased": OfConversation;
  "message.reacted": OfMessage & { emoji: string };
  "message.unreacted": OfMessage & { emoji: string };
  "message.pinned": OfMessage;
  "message.unpinned": OfMessage;
}

interface OfCall extends OfConversation {
  call: Id;
  caller: Id;
  callee: Id;
}

/** Who calls whom; what they say goes between their browsers. */
export interface CallEvents {
  "call.started": OfCall & { video: boolean; rings_until: Time };
  "call.accepted": OfCall;
  "call.ended": OfCall & { video: boolean; outcome: CallOutcome; seconds: number };
}

interface OfGame {
  game: Id;
  kind: string;
  first: Id;
}
interface OfPlayers extends OfGame {
  second: Id;
  seat: Seat;
}

/** What is played. What a seat may not see is not in what it is told. */
export interface GameEvents {
  /** With a second it goes on at once: a rematch. */
  "game.opened": OfGame & {
    second?: Id | null;
    invited?: Id | null;
    clock?: ClockSetup | null;
    rematch_of?: Id | null;
    /** Whose move is waited for. */
    awaits?: Seat[];
  };
  "game.joined": OfGame & { second: Id; awaits: Seat[] };
  "game.cancelled": OfGame & { invited?: Id | null };
  /** What the server adds is not known of a move that is still on its way. */
  "game.moved": OfPlayers & {
    ply: number;
    move: string;
    text?: string;
    board?: string[];
    turn?: Seat | null;
    awaits?: Seat[];
    /** For whose turn it is. */
    legal_moves?: string[] | null;
    clock?: TimeLeft | null;
    draw_offered_by?: Seat | null;
    outcome?: GameOutcome | null;
  };
  "game.resigned": OfPlayers & { outcome: GameOutcome };
  "game.flagged": OfPlayers & { outcome: GameOutcome };
  "game.drawn": OfPlayers & { outcome: GameOutcome };
  "game.claimed": OfPlayers & { outcome: GameOutcome };
  "game.draw_offered": OfPlayers;
  "game.draw_declined": OfPlayers;
  "game.rematch_offered": OfPlayers;
}

/** What those who look on at a game say among themselves. */
export interface SpectatorEvents {
  "spectator.said": { remark: Id; game: Id; body: string };
  /** Everything its actor said there. */
  "spectator.erased": { game: Id };
}

/** Type name → the event's own fields. To add an event, add it to its area; the compiler then asks the folds it may concern. */
export type EventFields = PersonEvents &
  PostEvents &
  CommentEvents &
  FriendEvents &
  ConversationEvents &
  CallEvents &
  GameEvents &
  SpectatorEvents;

export type EventType = keyof EventFields;

export interface EventMeta {
  /** Its place in the log; `NOT_YET` for what this browser did and the server has not told yet. */
  seq: Position;
  at: Time;
  /** Who did it; absent where that is secret. */
  actor?: Id | null;
  topics: string[];
}

/** The position of an event that is still on its way: after everything there is. */
export const NOT_YET: Position = Number.MAX_SAFE_INTEGER;

/** The position a row made by this event has been brought to. */
export function placeOf(event: EventMeta): Position {
  return event.seq === NOT_YET ? 0 : event.seq;
}

/** Whether something that was last changed at `position` has this event, or a later one, in it. */
export function isPast(event: EventMeta, position: Position): boolean {
  return event.seq !== NOT_YET && event.seq <= position;
}

export type EventOf<T extends EventType> = { type: T } & EventFields[T] & EventMeta;
export type LoggiaEvent = { [T in EventType]: EventOf<T> }[EventType];

/** What one area does with each type: a function of its state, or `ignored`. Leaving one out does not compile. */
export type Folds<S> = {
  [T in EventType]: ((state: S, event: EventOf<T>, viewer: Id | undefined) => S) | "ignored";
};

/** To be spread into the folds that an area's events never concern. */
export const NO_POSTS = {
  "post.created": "ignored",
  "post.edited": "ignored",
  "post.deleted": "ignored",
  "post.erased": "ignored",
  "post.liked": "ignored",
  "post.unliked": "ignored",
  "post.voted": "ignored",
} as const satisfies Record<keyof PostEvents, "ignored">;

export const NO_COMMENTS = {
  "comment.added": "ignored",
  "comment.edited": "ignored",
  "comment.deleted": "ignored",
  "comment.erased": "ignored",
  "comment.liked": "ignored",
  "comment.unliked": "ignored",
} as const satisfies Record<keyof CommentEvents, "ignored">;

export const NO_FRIENDS = {
  "friend.requested": "ignored",
  "friend.accepted": "ignored",
  "friend.declined": "ignored",
  "friend.cancelled": "ignored",
  "friend.removed": "ignored",
  "person.blocked": "ignored",
  "person.unblocked": "ignored",
} as const satisfies Record<keyof FriendEvents, "ignored">;

export const NO_CONVERSATIONS = {
  "conversation.opened": "ignored",
  "conversation.changed": "ignored",
  "conversation.joined": "ignored",
  "conversation.left": "ignored",
  "conversation.removed": "ignored",
  "conversation.role_changed": "ignored",
  "conversation.muted": "ignored",
  "conversation.banned": "ignored",
  "conversation.level_changed": "ignored",
  "message.sent": "ignored",
  "message.edited": "ignored",
  "message.deleted": "ignored",
  "message.erased": "ignored",
  "message.reacted": "ignored",
  "message.unreacted": "ignored",
  "message.pinned": "ignored",
  "message.unpinned": "ignored",
} as const satisfies Record<keyof ConversationEvents, "ignored">;

export const NO_CALLS = {
  "call.started": "ignored",
  "call.accepted": "ignored",
  "call.ended": "ignored",
} as const satisfies Record<keyof CallEvents, "ignored">;

export const NO_GAMES = {
  "game.opened": "ignored",
  "game.joined": "ignored",
  "game.cancelled": "ignored",
  "game.moved": "ignored",
  "game.resigned": "ignored",
  "game.flagged": "ignored",
  "game.drawn": "ignored",
  "game.draw_offered": "ignored",
  "game.draw_declined": "ignored",
  "game.claimed": "ignored",
  "game.rematch_offered": "ignored",
} as const satisfies Record<keyof GameEvents, "ignored">;

export const NO_SPECTATORS = {
  "spectator.said": "ignored",
  "spectator.erased": "ignored",
} as const satisfies Record<keyof SpectatorEvents, "ignored">;

/** Applies one event; types this release does not know change nothing. */
export function foldWith<S>(folds: Folds<S>, state: S, event: LoggiaEvent, viewer: Id | undefined): S {
  const fold = folds[event.type] as
    | ((state: S, event: LoggiaEvent, viewer: Id | undefined) => S)
    | "ignored"
    | undefined;
  return typeof fold === "function" ? fold(state, event, viewer) : state;
}
