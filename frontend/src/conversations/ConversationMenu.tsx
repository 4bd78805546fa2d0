import { useNavigate } from "@tanstack/react-router";
import { Bell, BellOff, DoorOpen, Pin, UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { attempt } from "../account/attempt";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";

const Members = lazy(async () => ({ default: (await import("./Members")).Members }));
const Pins = lazy(async () => ({ default: (await import("./Pins")).Pins }));
const LevelChoice = lazy(async () => ({ default: (await import("./LevelChoice")).LevelChoice }));

/** What one can do about a conversation as a whole. */
export function ConversationMenu({ conversation }: { conversation: Conversation }) {
  const [showing, setShowing] = useState<"members" | "pins" | "level" | "leave">();
  const { leave, leaveRoom } = useConversationActions();
  const navigate = useNavigate();
  const { id, kind, level } = conversation;
  const close = () => setShowing(undefined);

  const go = () =>
    attempt(async () => {
      await (kind === "room" ? leaveRoom(id) : leave(id));
      await navigate({ to: "/conversations" });
    });
  const entries: MenuEntry[] = [
    ...(kind === "direct"
      ? []
      : [{ label: "Who is in it", icon: UsersRound, onPick: () => setShowing("members") }]),
    { label: "Pinned messages", icon: Pin, onPick: () => setShowing("pins") },
    {
      label: "What to tell me of",
      icon: level === "none" ? BellOff : Bell,
      onPick: () => setShowing("level"),
    },
    { label: "Leave", icon: DoorOpen, danger: true, onPick: () => setShowing("leave") },
  ];
  return (
    <>
      <Menu entries={entries} />
      <Suspense>
        {showing === "members" && <Members conversation={conversation} onClose={close} />}
        {showing === "pins" && <Pins conversation={conversation} onClose={close} />}
        {showing === "level" && <LevelChoice conversation={conversation} onClose={close} />}
      </Suspense>
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
