/**
 * The shapes of API.md, as the server sends them.
 * Written by hand until `npm run types` finds the server's openapi.json; `src/api/schema.test.ts` then compares the two.
 */

/** A UUID as the server writes it: lower case, hyphenated. */
export type Id = string;
/** A place in the log; comparable only within one incarnation. */
export type Position = number;
/** An RFC 3339 time in UTC. */
export type Time = string;

/** A person inside other things. */
export interface PersonBrief {
  id: Id;
  username: string;
  display_name: string;
  avatar?: string | null;
}

export interface Person extends PersonBrief {
  bio?: string | null;
  joined_at: Time;
  role?: "admin" | "member";
}

/** What a person sees of themselves. */
export interface Me extends Person {
  email: string;
}

export type PostKind = "text" | "link" | "poll" | "image";
export type FeedSort = "new" | "hot" | "top" | "rising";

export interface Poll {
  options: { text: string; votes: number }[];
  multiple: boolean;
  closes_at?: Time | null;
  closed: boolean;
  /** Indices of the options the reader has chosen. */
  voted: number[];
}

export interface Post {
  id: Id;
  author: PersonBrief;
  community?: string | null;
  kind: PostKind;
  title: string;
  body: string;
  /** Sanitised Markdown, safe to insert. */
  html: string;
  /** http or https; for an image post the picture's address. */
  link?: string | null;
  poll?: Poll | null;
  likes: number;
  liked: boolean;
  comments: number;
  created_at: Time;
  edited_at?: Time | null;
  /** Of its last change. */
  position: Position;
}

export interface PostVersion {
  title: string;
  body: string;
  html: string;
  at: Time;
  position: Position;
}

export interface Comment {
  id: Id;
  post: Id;
  parent?: Id | null;
  author: PersonBrief;
  body: string;
  html: string;
  likes: number;
  liked: boolean;
  created_at: Time;
  edited_at?: Time | null;
  /** A deleted comment stays in the tree with an empty body. */
  deleted: boolean;
}

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  position: Position;
}

export interface SignedIn {
  person: Me;
  access_token: string;
  /** Seconds. */
  expires_in: number;
  position: Position;
}

export interface Refreshed {
  access_token: string;
  expires_in: number;
}

/** One signed-in browser of mine. */
export interface SessionInfo {
  id: Id;
  current: boolean;
  created_at: Time;
  last_used_at?: Time | null;
  user_agent?: string | null;
  address?: string | null;
}

/** A poll as it is written: without votes. */
export interface PollSetup {
  /** 2 to 20. */
  options: string[];
  multiple: boolean;
  closes_at?: Time | null;
}

export interface NewPost {
  kind: PostKind;
  /** 1 to 300 characters. */
  title: string;
  /** 0 to 50,000 characters of Markdown. */
  body: string;
  link?: string;
  poll?: PollSetup;
}

export interface PostChange {
  title?: string;
  body?: string;
}

export interface NewComment {
  /** 1 to 10,000 characters of Markdown. */
  body: string;
  parent?: Id;
}

export interface PersonChange {
  display_name?: string;
  bio?: string;
  avatar?: string;
}
