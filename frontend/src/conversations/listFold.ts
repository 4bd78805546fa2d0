/** What events do to the list of one's conversations. Pure; the same for live, resumed and unsent events. */
import type { AnsweredConversation, Id, Member, MemberRole, Message, Position } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_FRIENDS,
  NO_GAMES,
  NO_POSTS,
  NO_SPECTATORS,
  placeOf,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";
import { edited, emptied, messageOf } from "./fold";

export interface Conversation extends Omit<AnsweredConversation, "last_message"> {
  last_message: Message | null;
  /** Where it was read. */
  position: Position;
  /** `unread` contains everything up to there. */
  counted: Position;
}

export interface Missing {
  id: Id;
  /** Of the event: it can be read once the server has passed that. */
  position: Position;
}

export interface ConversationsState {
  /** Newest activity first. */
  items: Conversation[];
  /** Mine, but not read yet: the events that told of them do not say enough. */
  missing: Missing[];
  position: Position;
}

type Change = (conversation: Conversation) => Conversation;

/** Changes one conversation, unless it was read after the event. */
function change(state: ConversationsState, event: LoggiaEvent, id: Id, apply: Change): ConversationsState {
  return changeAll(state, event, (one) => (one.id === id ? apply(one) : one));
}

function changeAll(state: ConversationsState, event: LoggiaEvent, apply: Change): ConversationsState {
  const items = state.items.map((one) => (event.seq <= one.position ? one : apply(one)));
  return items.every((one, index) => one === state.items[index]) ? state : { ...state, items };
}

function isKnown(state: ConversationsState, id: Id): boolean {
  return state.items.some((one) => one.id === id);
}

function withMissing(state: ConversationsState, event: LoggiaEvent, id: Id): ConversationsState {
  const known = isKnown(state, id) || state.missing.some((each) => each.id === id);
  if (event.seq <= state.position || known) return state;
  return { ...state, missing: [...state.missing, { id, position: event.seq }] };
}

function sent(
  state: ConversationsState,
  event: EventOf<"message.sent">,
  viewer: Id | undefined,
): ConversationsState {
  const one = state.items.find((each) => each.id === event.conversation);
  // It was left or never opened here; a message brings it (back).
  if (!one) return withMissing(state, event, event.conversation);
  if (event.seq <= one.position || one.last_message?.id === event.message) return state;
  const next = { ...counting(one, event, viewer), last_message: messageOf(event) };
  return { ...state, items: [next, ...state.items.filter((each) => each !== one)] };
}

function counting(one: Conversation, event: EventOf<"message.sent">, viewer: Id | undefined): Conversation {
  if (event.seq <= one.counted) return one;
  // What one says counts as reading what was said before.
  if (event.actor === viewer)
    return { ...one, unread: 0, read_up_to: Math.max(one.read_up_to, placeOf(event)) };
  return { ...one, unread: one.unread + 1 };
}

function ofLast(
  state: ConversationsState,
  event: LoggiaEvent & { conversation: Id; message: Id },
  apply: (message: Message) => Message,
): ConversationsState {
  return change(state, event, event.conversation, (one) => {
    if (one.last_message?.id !== event.message) return one;
    const last_message = apply(one.last_message);
    return last_message === one.last_message ? one : { ...one, last_message };
  });
}

function opened(state: ConversationsState, event: EventOf<"conversation.opened">): ConversationsState {
  // A room that opens is everybody's to join, and nobody's yet.
  return event.kind === "room" ? state : withMissing(state, event, event.conversation);
}

function joined(
  state: ConversationsState,
  event: EventOf<"conversation.joined">,
  viewer: Id | undefined,
): ConversationsState {
  if (event.person === viewer) return withMissing(state, event, event.conversation);
  return change(state, event, event.conversation, (one) => {
    if (one.members.some((member) => member.person.id === event.person)) return one;
    const member: Member = {
      person: unnamed(event.person),
      role: event.role ?? "member",
      joined_at: event.at,
    };
    return { ...one, members: [...one.members, member], member_count: one.member_count + 1 };
  });
}

type Going = EventOf<"conversation.left"> | EventOf<"conversation.removed"> | EventOf<"conversation.banned">;

function gone(state: ConversationsState, event: Going, viewer: Id | undefined): ConversationsState {
  // A ban that is lifted brings nobody back.
  if (event.type === "conversation.banned" && !event.banned) return state;
  if (event.person === viewer) {
    const items = state.items.filter((one) => one.id !== event.conversation || event.seq <= one.position);
    return items.length === state.items.length ? state : { ...state, items };
  }
  return change(state, event, event.conversation, (one) => {
    // The other one of two has only put it out of sight.
    if (one.kind === "direct" || !one.members.some((each) => each.person.id === event.person)) return one;
    const members = one.members.filter((each) => each.person.id !== event.person);
    const heir = event.type === "conversation.left" ? event.heir : undefined;
    return { ...one, member_count: one.member_count - 1, members: withRole(members, heir, "owner") };
  });
}

function member(state: ConversationsState, event: EventOf<"conversation.role_changed">): ConversationsState {
  return change(state, event, event.conversation, (one) => ({
    ...one,
    members: withRole(withRole(one.members, event.previous_owner, "moderator"), event.person, event.role),
  }));
}

function withRole(members: Member[], person: Id | null | undefined, role: MemberRole): Member[] {
  return members.map((each) => (each.person.id === person ? { ...each, role } : each));
}

function level(state: ConversationsState, event: EventOf<"conversation.level_changed">): ConversationsState {
  return change(state, event, event.conversation, (one) => ({ ...one, level: event.level }));
}

/** Somebody may not write, or may again; perhaps oneself. */
function muted(
  state: ConversationsState,
  event: EventOf<"conversation.muted">,
  viewer: Id | undefined,
): ConversationsState {
  const mute = { muted: event.muted, muted_until: event.until ?? null };
  return change(state, event, event.conversation, (one) => ({
    ...one,
    ...(event.person === viewer && mute),
    members: one.members.map((each) => (each.person.id === event.person ? { ...each, ...mute } : each)),
  }));
}

/** What its actor said last is gone with everything else they said. */
function erasedLast(state: ConversationsState, event: EventOf<"message.erased">): ConversationsState {
  return change(state, event, event.conversation, (one) => {
    const last = one.last_message;
    return last && last.author.id === event.actor ? { ...one, last_message: emptied(last) } : one;
  });
}

function renamed(state: ConversationsState, event: EventOf<"conversation.changed">): ConversationsState {
  return change(state, event, event.conversation, (one) => ({
    ...one,
    ...(typeof event.name === "string" && { name: event.name }),
    ...(typeof event.description === "string" && { description: event.description }),
  }));
}

type PersonEvent = EventOf<"person.changed"> | EventOf<"person.erased">;

function person(state: ConversationsState, event: PersonEvent): ConversationsState {
  return changeAll(state, event, (one) => {
    if (!one.members.some((each) => each.person.id === event.person)) return one;
    const now = (who: Member["person"]) =>
      event.type === "person.changed" ? changed(who, event) : erased(who, event);
    return { ...one, members: one.members.map((each) => ({ ...each, person: now(each.person) })) };
  });
}

const folds: Folds<ConversationsState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.changed": person,
  "person.erased": person,
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  "conversation.opened": opened,
  "conversation.changed": renamed,
  "conversation.joined": joined,
  "conversation.left": gone,
  "conversation.removed": gone,
  "conversation.role_changed": member,
  "conversation.muted": muted,
  "conversation.banned": gone,
  "conversation.level_changed": level,
  "message.sent": sent,
  "message.edited": (state, event) => ofLast(state, event, (message) => edited(message, event)),
  "message.deleted": (state, event) => ofLast(state, event, emptied),
  "message.erased": erasedLast,
  "message.reacted": "ignored",
  "message.unreacted": "ignored",
  "message.pinned": "ignored",
  "message.unpinned": "ignored",
};

export function foldConversations(
  state: ConversationsState,
  event: LoggiaEvent,
  viewer: Id | undefined,
): ConversationsState {
  return foldWith(folds, state, event, viewer);
}

/** One that was read by itself takes its place in the list; `undefined`: it is not there for the viewer. */
export function put(state: ConversationsState, id: Id, one: Conversation | undefined): ConversationsState {
  const missing = state.missing.filter((each) => each.id !== id);
  const others = state.items.filter((each) => each.id !== id);
  return { ...state, missing, items: one ? [one, ...others] : others };
}

/** One's own marker, told from here; how many are left after it the server will say. It never goes back. */
export function marked(state: ConversationsState, id: Id, upTo: Position): ConversationsState {
  return changeOne(state, id, (one) => {
    if (upTo < one.read_up_to) return one;
    // What was said while the marker was on its way is not read.
    const all = (one.last_message?.sent_position ?? 0) <= upTo;
    return { ...one, read_up_to: upTo, unread: all ? 0 : one.unread };
  });
}

/** The server's count of what is unread, and the events it is older than: they may have come before it. */
export function counted(
  state: ConversationsState,
  id: Id,
  marker: { up_to: Position; unread: number; position: Position },
  after: readonly LoggiaEvent[],
  viewer: Id | undefined,
): ConversationsState {
  return changeOne(state, id, (one) => {
    if (marker.up_to < one.read_up_to || marker.position < one.counted) return one;
    const { up_to, unread, position } = marker;
    const told: Conversation = { ...one, read_up_to: up_to, unread, counted: position };
    return after.reduce(
      (now, event) =>
        event.type === "message.sent" && event.conversation === id ? counting(now, event, viewer) : now,
      told,
    );
  });
}

function changeOne(state: ConversationsState, id: Id, apply: Change): ConversationsState {
  return { ...state, items: state.items.map((one) => (one.id === id ? apply(one) : one)) };
}
