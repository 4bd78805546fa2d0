/**
 * The shapes of the API by the names the frontend uses.
 * They come from the server's OpenAPI document: `make bless` renews it, `npm run types` makes `schema.gen.ts` of it.
 */
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

/** A UUID as the server writes it: lower case, hyphenated. */
export type Id = string;
/** A place in the log; comparable only within one incarnation. */
export type Position = number;
/** An RFC 3339 time in UTC. */
export type Time = string;

/** A person inside other things. */
export type PersonBrief = Schemas["Brief"];
/** `role` is only known of oneself, and from events. */
export type Person = Schemas["Profile"] & { role?: Schemas["Role"] };
/** What a person sees of themselves. */
export type Me = Schemas["Me"];
export type PersonChange = Schemas["ChangeMe"];

export type PostKind = Schemas["Kind"];
export type FeedSort = "new" | "hot" | "top" | "rising";
export type Post = Schemas["Post"];
export type Poll = Schemas["Poll"];
/** A poll as it is written: without votes. */
export type PollSetup = Schemas["PollSetup"];
export type PostVersion = Schemas["Version"];
export type NewPost = Schemas["NewPost"];
export type PostChange = { title?: string; body?: string };

/** As the server answers; without an author once that person was erased. */
export type AnsweredComment = Schemas["Comment"];
/** As it is kept and shown here: always by somebody, even if by somebody who left. */
export type Comment = Omit<AnsweredComment, "author"> & { author: PersonBrief };
export type NewComment = { body: string; parent?: Id };

/** How somebody stands to the viewer: `requested` by the viewer, `incoming` from them. */
export type Standing = Schemas["FriendStatus"];
/** A friend, somebody who asks or is asked, somebody blocked; and since when. */
export type Friendship = Schemas["Tie"];
export type Requests = Schemas["Requests"];
export type Suggestion = Schemas["Suggestion"];

/** How somebody is shown; `choice` is what one chose, only of oneself. */
export type PresenceOf = Schemas["OnePresence"];
export type PresenceChoice = Schemas["Choice"];

export type ConversationKind = Schemas["ConversationKind"];
/** What one may do in a conversation. */
export type MemberRole = Schemas["ConversationRole"];
export type Member = Schemas["Seated"];
/** One emoji on a message. */
export type Reaction = Schemas["Reactions"];
/** Which messages of a conversation one is told of. */
export type Level = Schemas["Level"];
/** As the server answers. */
export type AnsweredMessage = Schemas["Message"];
/** As it is kept and shown here; its sender is called what every writer is called here. */
export type Message = Omit<AnsweredMessage, "sender"> & { author: PersonBrief };
export type AnsweredConversation = Schemas["Conversation"];
export type Room = Schemas["Room"];

/** A call as each of its two people sees it. */
export type Call = Schemas["Call"];
export type CallOutcome = Schemas["CallOutcome"];
export type IceServers = Schemas["IceServers"];

/** Who opened it sits first. */
export type Seat = Schemas["Seat"];
/** Seconds on each clock at the start, and what a move adds. */
export type ClockSetup = Schemas["TimeControl"];
export type TimeLeft = Schemas["TimeLeft"];
/** What was left at `at`; since then it runs down for `running`. */
export type GameClock = Schemas["GameClock"];
/** Without a winner it is a draw. */
export type GameOutcome = Schemas["GameOutcome"];
export type Game = Schemas["Game"];
export type GameMove = Schemas["GameMove"];
/** What somebody who looks on at a game said. */
export type Remark = Schemas["Remark"];
/** Somebody's place on a leaderboard. */
export type Ranked = Schemas["Standing"];
/** One thing others did that concerns the viewer; likes of one thing are one. */
export type Notification = Schemas["Notification"];
/** As the browser's push service brings it; of a kind like a notification's, or what somebody said. */
export type Push = Omit<Schemas["Push"], "kind"> & { kind: Notification["kind"] | "message" };

/** A message as it was said once. */
export type MessageVersion = Schemas["MessageVersion"];
/** Somebody who may not be in a conversation, for good or until then. */
export type BannedPerson = Schemas["BannedPerson"];
/** Something that was found: one of `person`, `post` and `message`, and the words around what fits. */
export type Found = Schemas["Found"];
export type SearchIn = "people" | "posts" | "messages";

export type SignedIn = Schemas["SignedIn"];
export type Refreshed = Schemas["Refreshed"];
/** One signed-in browser of mine. */
export type SessionInfo = Schemas["Session"];

/** A list; without a cursor at its end. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
  position: Position;
}
