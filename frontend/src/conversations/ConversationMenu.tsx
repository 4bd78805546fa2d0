import { useNavigate } from "@tanstack/react-router";
import { Bell, BellOff, DoorOpen, UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Problem } from "../api/problem";
import type { Level } from "../api/types";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
import { say } from "../ui/Toasts";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";

const Members = lazy(async () => ({ default: (await import("./Members")).Members }));

/** What one can do about a conversation as a whole. */
export function ConversationMenu({ conversation }: { conversation: Conversation }) {
  const [showing, setShowing] = useState<"members" | "leave">();
  const { leave, leaveRoom, tell } = useConversationActions();
  const navigate = useNavigate();
  const { id, kind, level } = conversation;
  const close = () => setShowing(undefined);

  const hear = (next: Level, words: string) =>
    attempt(async () => {
      await tell(id, next);
      say({ words });
    });
  const go = () =>
    attempt(async () => {
      await (kind === "room" ? leaveRoom(id) : leave(id));
      await navigate({ to: "/conversations" });
    });
  const entries: MenuEntry[] = [
    ...(kind === "direct"
      ? []
      : [{ label: "Who is in it", icon: UsersRound, onPick: () => setShowing("members") }]),
    level === "none"
      ? { label: "Tell me of messages", icon: Bell, onPick: () => void hear("all", "You hear of it again.") }
      : { label: "Mute", icon: BellOff, onPick: () => void hear("none", "It is quiet now.") },
    { label: "Leave", icon: DoorOpen, danger: true, onPick: () => setShowing("leave") },
  ];
  return (
    <>
      <Menu entries={entries} />
      {showing === "members" && (
        <Suspense>
          <Members conversation={conversation} onClose={close} />
        </Suspense>
      )}
      <Confirm
        open={showing === "leave"}
        onOpenChange={close}
        title="Leave this conversation?"
        action="Leave"
        onConfirm={() => void go()}
      >
        {kind === "direct"
          ? "It disappears from your list. A new message brings it back."
          : kind === "room"
            ? "You can come back whenever you like."
            : "To come back, somebody in it has to add you."}
      </Confirm>
    </>
  );
}

/** Does it; a refusal is said. */
export async function attempt(deed: () => Promise<unknown>): Promise<boolean> {
  try {
    await deed();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say({ words: error.message, urgent: true });
    return false;
  }
}
