/** Puts the pieces together that reach the server: session, client, socket, live queries, outbox. No React. */
import { QueryClient } from "@tanstack/react-query";
import { Access, PERSON_PLACE } from "../account/access";
import { apiBase, socketAddress } from "../api/address";
import { createClient } from "../api/client";
import { Problem } from "../api/problem";
import type { Id, Me, Position } from "../api/types";
import { Exchange } from "../calls/exchange";
import { hearMarker } from "../conversations/queries";
import { Typing } from "../conversations/typing";
import type { Net } from "../net/context";
import { keyMaker } from "../net/id";
import { Live } from "../net/live";
import { Outbox } from "../net/outbox";
import { ServerTime } from "../net/serverTime";
import { Socket, type World } from "../net/socket";
import { browserLock, browserStore } from "../net/storage";
import { hearReading } from "../notifications/data";
import { learn, prepareNames } from "../people/names";
import { PresenceBook } from "../presence/book";

export interface Backend {
  queries: QueryClient;
  access: Access;
  net: Net;
  presence: PresenceBook;
  typing: Typing;
  phone: Exchange;
  /** Begins to connect; returns how to end it. */
  start(): () => void;
}

export function createBackend(): Backend {
  const base = apiBase();
  const store = browserStore();
  const withLock = browserLock(store);
  const access = new Access({ base, store, withLock });
  const time = new ServerTime();
  const client = createClient(base, access, timed(time));
  const queries = createQueries();
  const live = new Live(queries, client, store, () => access.viewer, {
    event: (event) => {
      time.observe(Date.parse(event.at));
      outbox.echo(event);
      if (event.type === "person.changed") access.changed(event);
      if (event.type === "message.sent" && event.actor) typing.sent(event.conversation, event.actor);
      phone.event(event);
      if (event.type === "person.unblocked" && event.actor === access.viewer) readAgain(event.seq);
    },
    sessionEnded: () => access.end("ended"),
  });
  const socket = new Socket(browserWorld(base, client), live);
  live.attach(socket);
  const outbox = new Outbox(
    store,
    {
      request: (ask) => client.request(ask),
      withLock,
      pause: (ms) => new Promise((done) => setTimeout(done, ms)),
      random: Math.random,
      sent: (position) => live.noteWrite(position),
      settled: () => live.settled,
    },
    keyMaker(),
  );
  const net: Net = { client, socket, live, outbox, time, viewer: () => access.viewer };
  const presence = new PresenceBook(client);
  const typing = new Typing((saying) => socket.say(saying));
  const phone = new Exchange(async () => (await import("../calls/browser")).browserPhone(net));
  live.hear((signal) => {
    presence.hear(signal);
    typing.hear(signal);
    phone.hear(signal);
    hearMarker(queries, live, signal);
    hearReading(queries, signal);
  });
  /** What was left out for a block that is lifted is in no event. */
  const readAgain = (position: Position) => {
    live.noteWrite(position);
    for (const key of ["feed", "comments", "messages"]) void queries.invalidateQueries({ queryKey: [key] });
  };
  const parts = { queries, access, net, presence, typing, phone };
  return { ...parts, start: () => start(parts) };
}

/** Every answer says when it was written, to the second. */
function timed(time: ServerTime): typeof fetch {
  return async (address, init) => {
    const response = await fetch(address, init);
    time.observe(Date.parse(response.headers.get("Date") ?? ""));
    return response;
  };
}

function createQueries(): QueryClient {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        // Offline is an answer too: it is shown, and asked again when the network is back.
        networkMode: "always",
        retry: (failures, error) => error instanceof Problem && error.passing && failures < 2,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  prepareNames(queries);
  return queries;
}

function browserWorld(base: string, client: Net["client"]): World {
  return {
    address: socketAddress(base, location.href),
    ticket: async () => {
      const answer = await client.request<{ ticket: string }>({ method: "POST", path: "/ws/ticket" });
      return answer.data.ticket;
    },
    open: (url, protocol) => new WebSocket(url, protocol),
    now: () => performance.now(),
    later: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    online: () => navigator.onLine,
    hidden: () => document.visibilityState === "hidden",
  };
}

function start({ queries, access, net, presence, phone }: Omit<Backend, "start">): () => void {
  const { client, socket, live, outbox } = net;
  let person: Id | undefined;
  const follow = () => {
    if (access.viewer === person) return;
    person = access.viewer;
    socket.stop();
    outbox.stop();
    presence.clear();
    phone.clear();
    // What one person saw is not another's to see, and `liked` is different for everybody.
    void queries.resetQueries();
    begin();
  };

  const begin = () => {
    if (person === undefined) return;
    const session = access.session();
    if (session.status === "signed-in") learn(queries, [session.person]);
    outbox.start(person);
    socket.start();
    if (session.status === "signed-in" && session.restoring) void confirm();
  };

  /** What was remembered of oneself may be old. Out of reach: the next start, or the next connection, asks again. */
  const confirm = async () => {
    const mine = await client.request<Me>({ path: "/people/me" }).catch(() => undefined);
    if (!mine) return;
    access.update(mine.data);
    learn(queries, [mine.data]);
  };

  const settle = () => {
    const position = live.settled;
    if (position !== undefined) outbox.settle(position);
    phone.connected(socket.state === "live");
    const session = access.session();
    if (socket.state === "live" && session.status === "signed-in" && session.restoring && !confirming) {
      confirming = confirm().finally(() => {
        confirming = undefined;
      });
    }
  };
  let confirming: Promise<void> | undefined;

  const nudge = () => {
    socket.nudge();
    if (navigator.onLine) outbox.nudge();
  };
  const look = () => {
    if (document.visibilityState === "visible") nudge();
  };
  const stored = (event: StorageEvent) => {
    if (event.key === PERSON_PLACE) access.personChanged(event.newValue);
    else outbox.storeChanged(event.key, event.newValue);
  };

  window.addEventListener("online", nudge);
  window.addEventListener("offline", nudge);
  window.addEventListener("storage", stored);
  document.addEventListener("visibilitychange", look);
  const ends = [access.subscribe(follow), live.subscribe(settle)];
  person = access.viewer;
  begin();

  return () => {
    for (const end of ends) end();
    window.removeEventListener("online", nudge);
    window.removeEventListener("offline", nudge);
    window.removeEventListener("storage", stored);
    document.removeEventListener("visibilitychange", look);
    socket.stop();
    outbox.stop();
  };
}
