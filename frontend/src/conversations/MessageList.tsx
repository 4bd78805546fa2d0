import { useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { useOwnLinks } from "../ui/ownLinks";
import type { Conversation } from "./data";
import { Beginning, DayLine, Further, NewLine } from "./dividers";
import { type Line, linesOf } from "./lines";
import { MessageItem } from "./MessageItem";
import type { Messages } from "./messages";
import { ToEnd } from "./ToEnd";
import { useBehind } from "./useBehind";
import { useReading } from "./useReading";

const ESTIMATES = { further: 64, day: 48, new: 36, message: 60 } as const;
/** Above the first line: what says that there are more, or that it began here. */
const ABOVE_PX = 76;
/** Nearer to the end than this is at the end. */
const NEAR_PX = 80;
/** More messages are asked for this many lines before the last one there. */
const AHEAD = 12;

export interface MessageListHandle {
  /** Scrolls to a message that was read already and marks it; false when it was not. */
  show(id: Id): boolean;
  /** To the last message said. */
  toNow(): void;
}

type MessageListProps = {
  conversation: Conversation;
  list: Messages;
  /** One is on the way elsewhere. */
  jumping: boolean;
  /** The one being edited. */
  editing: Id | undefined;
  onEdit: (id: Id | undefined) => void;
  onReply: (id: Id) => void;
  onJump: (to: Id, from: Id) => void;
  handle: Ref<MessageListHandle>;
  /** To where one jumped from. */
  onBack: (() => void) | undefined;
  /** One has gone to the last message said. */
  onNow: () => void;
};

/** The messages of a conversation, of which only those in sight are drawn. What comes never moves what one reads. */
export function MessageList({ handle, jumping, onBack, onNow, ...shared }: MessageListProps) {
  const { conversation, list } = shared;
  const { atNow, goToNow } = list;
  const begun = !list.older.hasMore;
  const me = useMe()?.id;
  const scroller = useRef<HTMLDivElement>(null);
  useOwnLinks(scroller);
  // What was unread when one came in stays marked while one is here.
  const [readUpTo] = useState(conversation.read_up_to);
  const lines = useMemo(
    () => linesOf(list.messages, readUpTo, me, { begun, atNow }),
    [list.messages, readUpTo, me, begun, atNow],
  );
  const [lit, setLit] = useState<Id>();
  // A page that leads to now is read on from where one is; only what is said from then on is followed.
  const followed = useRef(atNow);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ESTIMATES[lines[index]?.kind ?? "message"],
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
    anchorTo: "end",
    followOnAppend: followed.current && atNow,
    scrollEndThreshold: NEAR_PX,
    paddingStart: ABOVE_PX,
    paddingEnd: 12,
  });
  const atEnd = atNow && virtual.isAtEnd(NEAR_PX);
  const behind = useBehind(conversation, list, atEnd, me);
  const [settled, setSettled] = useState(false);
  useReading(conversation, list.messages, atEnd && settled && !jumping);

  // What was gone to stays in the middle while more is read around it, until one moves oneself.
  const held = useRef<Line["key"]>(undefined);
  const letGo = () => {
    held.current = undefined;
  };
  const placed = useRef(false);
  useLayoutEffect(() => {
    followed.current = atNow;
    if (placed.current || lines.length === 0) return;
    placed.current = true;
    // Before the first scrolling has come to rest, the first line is nothing anybody looks at.
    requestAnimationFrame(() => requestAnimationFrame(() => setSettled(true)));
    const fresh = lines.find((line) => line.kind === "new");
    if (fresh) virtual.scrollToIndex(lines.indexOf(fresh), { align: "center" });
    // More than a page, and nothing of it read.
    else if (!atNow) virtual.scrollToIndex(0, { align: "start" });
    else virtual.scrollToEnd();
    if (!atNow) held.current = fresh?.key;
  }, [lines, virtual, atNow]);

  const items = virtual.getVirtualItems();
  useReadingOn(list, settled, items[0]?.index ?? 0, lines.length - 1 - (items.at(-1)?.index ?? 0));

  const [leaving, setLeaving] = useState(false);
  useLayoutEffect(() => {
    const index = lines.findIndex((line) => line.key === held.current);
    if (index >= 0) virtual.scrollToIndex(index, { align: "center" });
  }, [lines, virtual]);
  const toNow = () => {
    letGo();
    onNow();
    if (atNow) return virtual.scrollToEnd({ behavior: "auto" });
    setLeaving(true);
    // It did not come: one stays where one is.
    goToNow().catch(() => setLeaving(false));
  };
  useLayoutEffect(() => {
    if (!leaving || !atNow) return;
    setLeaving(false);
    virtual.scrollToEnd();
  }, [leaving, atNow, virtual]);

  useImperativeHandle(handle, () => ({
    show: (id) => {
      const index = lines.findIndex((line) => line.key === id);
      if (index < 0) return false;
      virtual.scrollToIndex(index, { align: "center" });
      held.current = id;
      setLit(id);
      return true;
    },
    toNow,
  }));

  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        onWheel={letGo}
        onPointerDown={letGo}
        onKeyDown={letGo}
        role="log"
        aria-label="Messages"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        {/* What is short stands at the foot, where one writes. */}
        <div className="flex min-h-full flex-col justify-end">
          <div className="relative w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
            <div className="absolute inset-x-0 top-0" style={{ height: ABOVE_PX }}>
              <Beginning conversation={conversation} older={list.older} />
            </div>
            {items.map((item) => {
              const line = lines[item.index];
              return (
                line && (
                  <div
                    key={item.key}
                    ref={virtual.measureElement}
                    data-index={item.index}
                    className="absolute top-0 left-0 w-full"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    <LineOf line={line} lit={lit === line.key} {...shared} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      <ToEnd behind={atEnd ? undefined : behind} busy={leaving} onEnd={toNow} onBack={onBack} />
    </div>
  );
}

type LineOfProps = Omit<MessageListProps, "handle" | "jumping" | "onBack" | "onNow"> & {
  line: Line;
  lit: boolean;
};

function LineOf({ line, lit, list, editing, ...acts }: LineOfProps) {
  if (line.kind === "further") return <Further more={list.newer} which="Newer" />;
  if (line.kind === "day") return <DayLine at={line.at} />;
  if (line.kind === "new") return <NewLine />;
  const { message, head } = line;
  return <MessageItem {...{ message, head, lit }} editing={editing === message.id} {...acts} />;
}

/** Reads on at either end before one gets there. */
function useReadingOn({ older, newer }: Messages, settled: boolean, above: number, below: number): void {
  useEffect(() => {
    if (!settled) return;
    if (above < AHEAD && older.hasMore && !older.loadingMore && !older.moreProblem) older.loadMore();
    if (below < AHEAD && newer.hasMore && !newer.loadingMore && !newer.moreProblem) newer.loadMore();
  }, [settled, above, below, older, newer]);
}
