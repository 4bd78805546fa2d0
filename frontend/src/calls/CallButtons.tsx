import { Phone, Video } from "lucide-react";
import type { Id, PersonBrief } from "../api/types";
import { IconButton } from "../ui/IconButton";
import { usePhone, usePhoneState } from "./data";
import { canCall } from "./media";

/** Calls the other one of two. Nothing where this browser cannot. */
export function CallButtons({ conversation, other }: { conversation: Id; other: PersonBrief }) {
  const phone = usePhone();
  const { call, busy } = usePhoneState();
  if (!canCall()) return null;
  const off = busy || call !== undefined;
  const name = other.display_name;
  return (
    <>
      <IconButton
        icon={Phone}
        label={`Call ${name}`}
        disabled={off}
        onClick={() => phone((it) => it.call(conversation, false))}
      />
      <IconButton
        icon={Video}
        label={`Call ${name} with video`}
        edge
        disabled={off}
        onClick={() => phone((it) => it.call(conversation, true))}
      />
    </>
  );
}
