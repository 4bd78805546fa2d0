import { Ban, UserMinus, UserX } from "lucide-react";
import { useState } from "react";
import type { PersonBrief, Standing } from "../api/types";
import { Confirm } from "../ui/Confirm";
import { Menu, type MenuEntry } from "../ui/Menu";
import { say } from "../ui/Toasts";
import { useFriendActions } from "./data";

/** The rarer things one can do about somebody. */
export function PersonMenu({ person, standing }: { person: PersonBrief; standing: Standing | undefined }) {
  const [asking, setAsking] = useState<"end" | "block">();
  const { unfriend, block, unblock } = useFriendActions();
  const name = person.display_name;

  const entries: MenuEntry[] = [];
  if (standing === "friends") {
    entries.push({ label: "End the friendship", icon: UserMinus, onPick: () => setAsking("end") });
  }
  if (standing === "requested") {
    entries.push({
      label: "Take the request back",
      icon: UserX,
      onPick: () => unfriend(person.id, standing),
    });
  }
  if (standing === "blocked") entries.push({ label: "Unblock", icon: Ban, onPick: () => unblock(person.id) });
  else entries.push({ label: "Block", icon: Ban, danger: true, onPick: () => setAsking("block") });

  return (
    <>
      <Menu size={16} entries={entries} />
      <Confirm
        open={asking === "end"}
        onOpenChange={() => setAsking(undefined)}
        title={`End the friendship with ${name}?`}
        action="End it"
        onConfirm={() => standing && unfriend(person.id, standing)}
      >
        You no longer see when the other is here. You can ask again.
      </Confirm>
      <Confirm
        open={asking === "block"}
        onOpenChange={() => setAsking(undefined)}
        title={`Block ${name}?`}
        action="Block"
        onConfirm={() => {
          block(person.id);
          say({ words: `${name} is blocked.`, action: { label: "Undo", onClick: () => unblock(person.id) } });
        }}
      >
        You no longer read each other: no requests, no messages, no answers. They are not told.
      </Confirm>
    </>
  );
}
