/** What events do to the messages of one conversation. Pure; the same for live, resumed and unsent events. */
import type { Id, Message, Position, Reaction } from "../api/types";
import {
  type EventOf,
  type Folds,
  foldWith,
  isPast,
  type LoggiaEvent,
  NO_CALLS,
  NO_COMMENTS,
  NO_FRIENDS,
  NO_GAMES,
  NO_POSTS,
  NO_SPECTATORS,
  NOT_YET,
  placeOf,
} from "../net/events";
import { changed, erased, unnamed } from "../people/brief";
import type { Edge } from "./window";

/** Messages read at one position, oldest first; those that arrived live make pages of their own. */
export interface MessagesPage {
  items: Message[];
  position: Position;
  /** It was not read but arrived. */
  live?: boolean;
}

export interface MessagesState {
  conversation: Id;
  /** The past first. */
  pages: MessagesPage[];
  /** How it goes on before them. */
  older: Edge;
  /** How it goes on behind them; null when the last one said is there, so that what is said next follows it. */
  newer: Edge;
  /** Of the first page read. */
  position: Position;
}

/** As many as a page read holds: what arrives is gathered in pages, too, so that there are few of them. */
const PER_LIVE_PAGE = 100;

export function messageOf(event: EventOf<"message.sent">): Message {
  return {
    id: event.message,
    conversation: event.conversation,
    author: unnamed(event.actor ?? ""),
    body: event.body,
    html: event.html,
    reply_to: event.reply_to ?? null,
    mentions: event.mentions ?? [],
    reactions: [],
    created_at: event.at,
    edited_at: null,
    deleted: false,
    pinned: false,
    sent_position: placeOf(event),
    position: placeOf(event),
  };
}

function sent(state: MessagesState, event: EventOf<"message.sent">): MessagesState {
  if (event.conversation !== state.conversation || event.seq <= state.position) return state;
  if (state.newer !== null) return state;
  if (has(state, event.message)) return state;
  const message = messageOf(event);
  const last = state.pages.at(-1);
  // Folded in the order of the log, so a page of what arrived stands at its latest message.
  if (last?.live && event.seq !== NOT_YET && last.items.length < PER_LIVE_PAGE) {
    const grown = { ...last, items: [...last.items, message] };
    return { ...state, pages: [...state.pages.slice(0, -1), grown] };
  }
  return { ...state, pages: [...state.pages, { items: [message], position: 0, live: true }] };
}

function has(state: MessagesState, id: Id): boolean {
  // What arrives is looked for among what arrived last.
  return state.pages.some((page) => page.items.some((message) => message.id === id));
}

type Change = (message: Message) => Message;

function changeAll(state: MessagesState, event: LoggiaEvent, apply: Change): MessagesState {
  let touched = false;
  const pages = state.pages.map((page) => {
    if (event.seq <= page.position) return page;
    const items = page.items.map((message) => (event.seq <= message.position ? message : apply(message)));
    if (items.every((message, index) => message === page.items[index])) return page;
    touched = true;
    return { ...page, items };
  });
  return touched ? { ...state, pages } : state;
}

/** Changes one message. Looks for it from the end, and makes nothing anew but its page. */
function change(state: MessagesState, event: LoggiaEvent & { message: Id }, apply: Change): MessagesState {
  for (let at = state.pages.length - 1; at >= 0; at--) {
    const page = state.pages[at];
    const index = page?.items.findIndex((message) => message.id === event.message) ?? -1;
    const message = page?.items[index];
    if (!page || !message) continue;
    if (event.seq <= page.position || event.seq <= message.position) return state;
    const next = apply(message);
    if (next === message) return state;
    return { ...state, pages: state.pages.with(at, { ...page, items: page.items.with(index, next) }) };
  }
  return state;
}

export function edited(message: Message, event: EventOf<"message.edited">): Message {
  if (message.deleted || isPast(event, message.position)) return message;
  return { ...message, body: event.body, html: event.html, edited_at: event.at };
}

/** It stays in its place, without words. */
export function emptied(message: Message): Message {
  return message.deleted ? message : { ...message, deleted: true, body: "", html: "", reactions: [] };
}

/** A person reacts with an emoji once, so one's own state tells whether one's own has been counted. */
function reacted(
  state: MessagesState,
  event: EventOf<"message.reacted"> | EventOf<"message.unreacted">,
  viewer: Id | undefined,
): MessagesState {
  const on = event.type === "message.reacted";
  const mine = viewer !== undefined && event.actor === viewer;
  return change(state, event, (message) => {
    const known = message.reactions.find((reaction) => reaction.emoji === event.emoji);
    if (mine && (known?.mine ?? false) === on) return message;
    return { ...message, reactions: counted(message.reactions, event.emoji, on, mine) };
  });
}

function counted(reactions: Reaction[], emoji: string, on: boolean, mine: boolean): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if (!known) return on ? [...reactions, { emoji, count: 1, mine }] : reactions;
  const next = { ...known, count: known.count + (on ? 1 : -1), mine: mine ? on : known.mine };
  return reactions.map((each) => (each === known ? next : each)).filter((each) => each.count > 0);
}

function pinned(
  state: MessagesState,
  event: EventOf<"message.pinned"> | EventOf<"message.unpinned">,
): MessagesState {
  const on = event.type === "message.pinned";
  return change(state, event, (message) =>
    (message.pinned ?? false) === on ? message : { ...message, pinned: on },
  );
}

function ofAuthor(state: MessagesState, event: LoggiaEvent & { person: Id }, apply: Change): MessagesState {
  return changeAll(state, event, (message) =>
    message.author.id === event.person ? apply(message) : message,
  );
}

const folds: Folds<MessagesState> = {
  ...NO_POSTS,
  ...NO_COMMENTS,
  ...NO_FRIENDS,
  ...NO_CALLS,
  ...NO_SPECTATORS,
  ...NO_GAMES,
  "person.joined": "ignored",
  "person.changed": (state, event) =>
    ofAuthor(state, event, (message) => ({ ...message, author: changed(message.author, event) })),
  "person.erased": (state, event) =>
    ofAuthor(state, event, (message) => ({ ...message, author: erased(message.author, event) })),
  "person.banned": "ignored",
  "person.unbanned": "ignored",
  "person.role_changed": "ignored",
  // Whom one has just blocked is not read any more; lifting the block reads the messages anew.
  "person.blocked": (state, event) =>
    ofAuthor(state, event, (message) =>
      message.blocked ? message : { ...message, blocked: true, body: "", html: "" },
    ),
  "conversation.opened": "ignored",
  "conversation.changed": "ignored",
  "conversation.joined": "ignored",
  "conversation.left": "ignored",
  "conversation.removed": "ignored",
  "conversation.role_changed": "ignored",
  "conversation.muted": "ignored",
  "conversation.banned": "ignored",
  "conversation.level_changed": "ignored",
  "message.sent": sent,
  "message.edited": (state, event) => change(state, event, (message) => edited(message, event)),
  "message.deleted": (state, event) => change(state, event, emptied),
  "message.erased": (state, event) =>
    event.conversation !== state.conversation
      ? state
      : changeAll(state, event, (message) =>
          message.author.id === event.actor ? emptied(message) : message,
        ),
  "message.reacted": reacted,
  "message.unreacted": reacted,
  "message.pinned": pinned,
  "message.unpinned": pinned,
};

export function foldMessages(
  state: MessagesState,
  event: LoggiaEvent,
  viewer: Id | undefined,
): MessagesState {
  return foldWith(folds, state, event, viewer);
}
