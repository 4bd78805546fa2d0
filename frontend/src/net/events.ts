/** Every event the server can send, as it arrives: its own fields beside `seq`, `type`, `at`, `actor` and `topics`. */
import type { Id, PollSetup, Position, PostKind, Time } from "../api/types";

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

/** Type name → the event's own fields. To add an event, add it here; the compiler then asks every area's fold. */
export interface EventFields {
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

/** Applies one event; types this release does not know change nothing. */
export function foldWith<S>(folds: Folds<S>, state: S, event: LoggiaEvent, viewer: Id | undefined): S {
  const fold = folds[event.type] as
    | ((state: S, event: LoggiaEvent, viewer: Id | undefined) => S)
    | "ignored"
    | undefined;
  return typeof fold === "function" ? fold(state, event, viewer) : state;
}
