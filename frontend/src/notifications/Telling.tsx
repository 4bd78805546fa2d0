import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Id, Position } from "../api/types";
import { usePhoneState } from "../calls/data";
import { useConversations } from "../conversations/data";
import { useDocked } from "../conversations/dock";
import { useNames } from "../people/names";
import { sound } from "../ui/sounds";
import { useNotifications } from "./data";
import { useSeenHere } from "./here";
import { type News, newsSince } from "./news";
import { show, useNotes } from "./notes";
import { usePush } from "./push";

// The tabs of a browser tell of everything once: whoever says so first.
const TOLD = "loggia.told";

/** Tells of what comes while one is elsewhere: a sound, or a note of the system, whichever was chosen. Draws nothing. */
export function Telling({ me }: { me: Id }) {
  const talk = useConversations();
  const list = useNotifications();
  useSeenHere(list.notifications);
  const path = useLocation({ select: (location) => location.pathname });
  const docked = useDocked();
  const navigate = useNavigate();
  const told = useRef<Position>(undefined);
  const [notes] = useNotes();
  const push = usePush();
  // A subscription ends with its session: whoever is signed in anew says again what they chose.
  useEffect(() => {
    if (notes === "on") void push(true);
  }, [notes, push]);

  const ready = talk.status === "ready" && list.status === "ready";
  useEffect(() => {
    if (!ready) return;
    const news = newsSince(told.current ?? 0, me, talk.conversations, list.notifications);
    const last = news.at(-1);
    // What was there when the page came is no news.
    const first = told.current === undefined;
    told.current = Math.max(told.current ?? 0, last?.position ?? 0);
    if (first || !last) return;
    const away = document.visibilityState !== "visible";
    const unseen = news.filter(
      (each) => away || (each.path !== path && each.path !== `/conversations/${docked}`),
    );
    const open = (to: string) => void navigate({ to });
    if (unseen.length > 0 && claim(`${last.tag} ${last.position}`)) tell(unseen, away, open);
  }, [ready, me, talk.conversations, list.notifications, path, docked, navigate]);
  useCallNote(me);
  return null;
}

/** Somebody calls, and nobody looks here: the bell rings by itself, this is for who is elsewhere. */
function useCallNote(me: Id): void {
  const { call } = usePhoneState();
  const navigate = useNavigate();
  const ringing = call?.callee === me && call.acceptedAt === undefined ? call : undefined;
  const { id, conversation } = ringing ?? {};
  const name = useNames(ringing ? [ringing.caller] : []).get(ringing?.caller ?? "")?.display_name;
  useEffect(() => {
    if (id === undefined || name === undefined || document.visibilityState === "visible") return;
    const path = `/conversations/${conversation}`;
    const news = { tag: id, title: `${name} is calling`, body: "", path, position: 0 };
    if (claim(id)) show(news, (to) => void navigate({ to }));
  }, [id, conversation, name, navigate]);
}

function tell(news: readonly News[], away: boolean, open: (path: string) => void): void {
  sound("message");
  if (away) for (const each of news) show(each, open);
}

/** True for the first tab that asks. */
function claim(news: string): boolean {
  try {
    if (localStorage.getItem(TOLD) === news) return false;
    localStorage.setItem(TOLD, news);
  } catch {
    // Without storage every tab tells by itself.
  }
  return true;
}
