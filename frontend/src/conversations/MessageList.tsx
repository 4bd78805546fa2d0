import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useMe } from "../account/session";
import type { Id } from "../api/types";
import { Icon } from "../ui/Icon";
import { countOf } from "../ui/words";
import type { Conversation, Messages } from "./data";
import { Beginning, DayLine, NewLine } from "./dividers";
import { type Line, linesOf } from "./lines";
import { MessageItem } from "./MessageItem";
import { useReading } from "./useReading";

const ESTIMATES = { beginning: 64, day: 48, new: 36, message: 60 } as const;
/** Nearer to the end than this is at the end. */
const NEAR_PX = 80;
/** Older messages are asked for this many lines before the first. */
const AHEAD = 12;

export interface MessageListHandle {
  /** Scrolls to a message that was read already and marks it; false when it was not. */
  show(id: Id): boolean;
  toEnd(): void;
}

type MessageListProps = {
  conversation: Conversation;
  list: Messages;
  /** The one being edited. */
  editing: Id | undefined;
  onEdit: (id: Id | undefined) => void;
  onReply: (id: Id) => void;
  onJump: (id: Id) => void;
  handle: Ref<MessageListHandle>;
};

/** The messages of a conversation, of which only those in sight are drawn. What comes never moves what one reads. */
export function MessageList({ handle, ...shared }: MessageListProps) {
  const { conversation, list } = shared;
  const me = useMe()?.id;
  const scroller = useRef<HTMLDivElement>(null);
  // What was unread when one came in stays marked while one is here.
  const [readUpTo] = useState(conversation.read_up_to);
  const lines = useMemo(() => linesOf(list.messages, readUpTo, me), [list.messages, readUpTo, me]);
  const [lit, setLit] = useState<Id>();
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ESTIMATES[lines[index]?.kind ?? "message"],
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_PX,
    paddingStart: 12,
    paddingEnd: 12,
  });
  const atEnd = virtual.isAtEnd(NEAR_PX);
  const behind = useBehind(list, atEnd, me);
  useReading(conversation, list.messages, atEnd);

  const begun = useRef(false);
  const [settled, setSettled] = useState(false);
  useLayoutEffect(() => {
    if (begun.current || lines.length < 2) return;
    begun.current = true;
    // Before the first scrolling has come to rest, the first line is nothing anybody looks at.
    requestAnimationFrame(() => requestAnimationFrame(() => setSettled(true)));
    const fresh = lines.findIndex((line) => line.kind === "new");
    if (fresh >= 0) virtual.scrollToIndex(fresh, { align: "center" });
    else virtual.scrollToEnd();
  }, [lines, virtual]);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const { hasMore, loadingMore, loadMore } = list;
  useEffect(() => {
    if (settled && first < AHEAD && hasMore && !loadingMore) loadMore();
  }, [settled, first, hasMore, loadingMore, loadMore]);

  useImperativeHandle(handle, () => ({
    show: (id) => {
      const index = lines.findIndex((line) => line.key === id);
      if (index < 0) return false;
      virtual.scrollToIndex(index, { align: "center" });
      setLit(id);
      return true;
    },
    toEnd: () => virtual.scrollToEnd(),
  }));

  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
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
      <ToEnd behind={atEnd ? undefined : behind} onPress={() => virtual.scrollToEnd({ behavior: "auto" })} />
    </div>
  );
}

type LineOfProps = Omit<MessageListProps, "handle"> & { line: Line; lit: boolean };

function LineOf({ line, lit, list, editing, ...acts }: LineOfProps) {
  if (line.kind === "beginning") return <Beginning conversation={acts.conversation} list={list} />;
  if (line.kind === "day") return <DayLine at={line.at} />;
  if (line.kind === "new") return <NewLine />;
  const { message, head } = line;
  return <MessageItem {...{ message, head, lit }} editing={editing === message.id} {...acts} />;
}

/** How many messages of others have come below what one sees. */
function useBehind({ messages }: Messages, atEnd: boolean, me: Id | undefined): number {
  const last = messages.at(-1)?.id;
  const [seen, setSeen] = useState(last);
  if (atEnd && seen !== last) setSeen(last);
  const from = messages.findLastIndex((message) => message.id === seen);
  return messages.slice(from + 1).filter((message) => message.author.id !== me).length;
}

function ToEnd({ behind, onPress }: { behind: number | undefined; onPress: () => void }) {
  if (behind === undefined) return null;
  const words = behind > 0 ? countOf(behind, "new message") : "To the latest";
  return (
    <p className="pointer-events-none absolute inset-x-0 bottom-3 text-center">
      <button
        type="button"
        data-fresh
        onClick={onPress}
        className={`pointer-events-auto inline-flex min-h-9 animate-appear items-center gap-1.5 rounded-full px-4 text-note font-[550] shadow-float ${behind > 0 ? "bg-accent text-on-accent" : "border border-line bg-raised text-soft"}`}
      >
        <Icon of={ArrowDown} size={16} />
        <span data-figures>{words}</span>
      </button>
    </p>
  );
}
