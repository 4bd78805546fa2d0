/** How conversations are asked for and kept live; the hooks in `data.ts` put this on pages. */
import type { QueryClient } from "@tanstack/react-query";
import { Problem } from "../api/problem";
import type { AnsweredConversation, AnsweredMessage, Id, Message, Page, Position } from "../api/types";
import type { Signal } from "../net/frames";
import type { Following, Live, LiveQuery, Read } from "../net/live";
import { isNamed } from "../people/brief";
import { learn } from "../people/names";
import { foldMessages, type MessagesPage, type MessagesState } from "./fold";
import { type Conversation, type ConversationsState, counted, foldConversations } from "./listFold";
import type { PinsState } from "./pinsFold";
import { type Edge, edgeOf, newerPlace, olderPlace, type Place, prependPage } from "./window";

export const CONVERSATIONS = ["conversations"];

export function messagesKey(conversation: Id): readonly string[] {
  return ["messages", conversation];
}

const CONVERSATIONS_PER_PAGE = 100;
const MOST_PAGES = 10;
/** The server follows one's conversations by itself; asking closes the gap before its greeting. A socket has 512 topics. */
const MOST_TOPICS = 400;

export async function readConversations(read: Read, queries: QueryClient): Promise<ConversationsState> {
  const items: Conversation[] = [];
  let cursor: string | undefined;
  let position: number | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { limit: CONVERSATIONS_PER_PAGE, cursor };
    const { data } = await read<Page<AnsweredConversation>>({ path: "/conversations", query });
    items.push(...data.items.map((one) => conversationOf(one, data.position)));
    position ??= data.position;
    if (!data.next_cursor) break;
    cursor = data.next_cursor;
  }
  learnFrom(queries, items);
  return { items, missing: [], position: position ?? 0 };
}

/** As it is now; undefined when it ceased to be one's own while it was asked for. */
export async function readConversation(
  live: Live,
  queries: QueryClient,
  id: Id,
): Promise<Conversation | undefined> {
  const { data, position } = await live.read<AnsweredConversation>({ path: `/conversations/${id}` });
  return caughtUp(live, queries, data, position ?? 0);
}

/** An answer of the server with what has come since. */
export function caughtUp(
  live: Live,
  queries: QueryClient,
  answer: AnsweredConversation,
  position: Position,
): Conversation | undefined {
  const one = conversationOf(answer, position);
  learnFrom(queries, [one]);
  const alone: ConversationsState = { items: [one], missing: [], position };
  return live
    .catchUp(liveConversations(queries, live.viewer), alone)
    .items.find((each) => each.id === one.id);
}

function learnFrom(queries: QueryClient, items: readonly Conversation[]): void {
  const people = items.flatMap((one) => [
    ...one.members.map((member) => member.person),
    ...(one.last_message ? [one.last_message.author] : []),
  ]);
  learn(queries, people.filter(isNamed));
}

function conversationOf(answer: AnsweredConversation, position: number): Conversation {
  const last_message = answer.last_message ? messageFrom(answer.last_message) : null;
  return { ...answer, last_message, position, counted: position };
}

function messageFrom({ sender, ...message }: AnsweredMessage): Message {
  return { ...message, author: sender };
}

export function liveConversations(
  queries: QueryClient,
  viewer: () => Id | undefined,
): LiveQuery<ConversationsState> {
  return {
    load: (read) => readConversations(read, queries),
    fold: foldConversations,
    position: (state) => state.position,
    topics: (state): Following => [
      [`person:${viewer()}`, state.position],
      ...state.items.slice(0, MOST_TOPICS).map((one) => [`conversation:${one.id}`, one.position] as const),
    ],
  };
}

/** Another tab has read, or this one: the server counts for all of them. */
export function hearMarker(queries: QueryClient, live: Live, signal: Signal): void {
  if (signal.op !== "marker" || !signal.conversation) return;
  const { conversation, position } = signal;
  queries.setQueryData<ConversationsState>(
    CONVERSATIONS,
    (before) => before && counted(before, conversation, signal, live.after(position), live.viewer()),
  );
}

const MESSAGES_PER_PAGE = 50;
/** A long conversation that has to be read again comes back at most this long. */
const PAGES_AGAIN = 4;

/** A page, and how the conversation goes on from it where that was asked for. */
export interface ReadMessages extends MessagesPage {
  older: Edge;
  newer: Edge;
}

type AnsweredMessages = Page<AnsweredMessage> & { newer_cursor?: string | null };

/** Without a place the newest. Around a message, half of them are before it. */
export async function readMessages(
  read: Read,
  queries: QueryClient,
  conversation: Id,
  place?: Place | undefined,
  limit = place && "around" in place ? 2 * MESSAGES_PER_PAGE : MESSAGES_PER_PAGE,
): Promise<ReadMessages> {
  const { data } = await read<AnsweredMessages>({
    path: `/conversations/${conversation}/messages`,
    query: { limit, ...place },
  });
  const items = data.items.map(messageFrom).reverse();
  learn(queries, items.map((message) => message.author).filter(isNamed));
  const [older, newer] = [edgeOf(data.next_cursor), edgeOf(data.newer_cursor)];
  return { items, position: data.position, older, newer };
}

/** What was just read as all there is. */
export function begunWith(conversation: Id, { older, newer, ...page }: ReadMessages): MessagesState {
  return { conversation, pages: [page], older, newer, position: page.position };
}

/** `wanted`: the message to begin with, instead of the first unread one or the newest. */
export function liveMessages(
  queries: QueryClient,
  conversation: Id,
  wanted?: Id | undefined,
): LiveQuery<MessagesState> {
  return {
    load: async (read, previous) => {
      const place = previous ? placeAgain(previous) : beginning(queries, conversation, wanted);
      let state = begunWith(conversation, await readAbout(read, queries, conversation, place));
      if (place) return state;
      const before = previous?.pages.filter((page) => !page.live).length ?? 1;
      for (let pages = 1; pages < Math.min(before, PAGES_AGAIN); pages++) {
        const further = olderPlace(state);
        if (further === null) break;
        const page = await readMessages(read, queries, conversation, further);
        state = prependPage(state, page, page.older);
      }
      return state;
    },
    fold: foldMessages,
    position: (state) => state.position,
    topics: (state) => [[`conversation:${conversation}`, state.position]],
  };
}

/** Whoever reads far back goes on about there. */
function placeAgain(state: MessagesState): Place | undefined {
  if (newerPlace(state) === null) return undefined;
  const messages = state.pages.flatMap((page) => page.items);
  const middle = messages[Math.floor(messages.length / 2)]?.id;
  return middle === undefined ? undefined : { around: middle };
}

/** Where more is unread than a page holds, one begins with the first of it. */
function beginning(queries: QueryClient, conversation: Id, wanted: Id | undefined): Place | undefined {
  if (wanted !== undefined) return { around: wanted };
  const list = queries.getQueryData<ConversationsState>(CONVERSATIONS);
  const unread = list?.items.find((one) => one.id === conversation)?.unread ?? 0;
  return unread > MESSAGES_PER_PAGE ? { around: "unread" } : undefined;
}

/** What is not there any more is no place to begin at: then the newest. */
async function readAbout(
  read: Read,
  queries: QueryClient,
  conversation: Id,
  place: Place | undefined,
): Promise<ReadMessages> {
  try {
    return await readMessages(read, queries, conversation, place);
  } catch (error) {
    if (!place || !(error instanceof Problem) || error.code !== "messages.not_found") throw error;
    return readMessages(read, queries, conversation);
  }
}

export async function readPins(read: Read, queries: QueryClient, conversation: Id): Promise<PinsState> {
  const { data } = await read<Page<AnsweredMessage>>({ path: `/conversations/${conversation}/pins` });
  const items = data.items.map(messageFrom);
  learn(queries, items.map((message) => message.author).filter(isNamed));
  return { conversation, items, due: 0, position: data.position };
}
