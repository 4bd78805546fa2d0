import { useNavigate } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import { useState } from "react";
import { attempt } from "../account/attempt";
import type { PersonBrief } from "../api/types";
import { Button } from "../ui/Button";
import { useConversationActions } from "./actions";
import { hasRoom, openDock } from "./dock";

/** Opens the conversation with somebody: in the dock where there is room for it, else as a page. */
export function MessageButton({ person }: { person: PersonBrief }) {
  const [busy, setBusy] = useState(false);
  const { openDirect } = useConversationActions();
  const navigate = useNavigate();
  const open = async () => {
    setBusy(true);
    await attempt(async () => {
      const conversation = await openDirect(person.id);
      if (hasRoom()) openDock(conversation);
      else await navigate({ to: "/conversations/$conversation", params: { conversation } });
    });
    setBusy(false);
  };
  return (
    <Button
      size="small"
      icon={MessageCircle}
      busy={busy}
      aria-label={`Message to ${person.display_name}`}
      onClick={() => void open()}
    >
      Message
    </Button>
  );
}
