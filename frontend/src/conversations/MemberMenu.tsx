import { Ban, Crown, MessageCircle, MessageCircleOff, Shield, UserMinus } from "lucide-react";
import { useState } from "react";
import { attempt } from "../account/attempt";
import { useMe } from "../account/session";
import type { Member, MemberRole } from "../api/types";
import { Menu, type MenuEntry } from "../ui/Menu";
import { say } from "../ui/Toasts";
import { useConversationActions } from "./actions";
import type { Conversation } from "./data";
import { mayModerateOver, roleOf } from "./rights";
import { TermDialog } from "./TermDialog";

type MemberMenuProps = {
  conversation: Conversation;
  member: Member;
  /** They may not write for now. */
  muted: boolean;
};

/** Owners name and remove, moderators keep order among members. */
export function MemberMenu({ conversation, member, muted }: MemberMenuProps) {
  const { promote, remove, mute, unmute, ban } = useConversationActions();
  const [asking, setAsking] = useState<"mute" | "ban">();
  const me = useMe();
  const { id } = conversation;
  const { person, role } = member;
  const name = person.display_name;
  const act = (deed: () => Promise<void>, words: string) =>
    void attempt(deed).then((done) => done && say({ words }));

  const entries: MenuEntry[] = [];
  if (roleOf(conversation, me?.id) === "owner") {
    const next: MemberRole = role === "moderator" ? "member" : "moderator";
    const label = next === "moderator" ? "Let them look after it" : "No longer look after it";
    const onPick = () => void attempt(() => promote(id, person.id, next));
    entries.push({ label, icon: next === "moderator" ? Shield : Crown, onPick });
  }
  if (mayModerateOver(conversation, me, role)) {
    entries.push(
      muted
        ? {
            label: "Let them write again",
            icon: MessageCircle,
            onPick: () => act(() => unmute(id, person.id), `${name} may write.`),
          }
        : { label: "Mute", icon: MessageCircleOff, onPick: () => setAsking("mute") },
      {
        label: "Remove",
        icon: UserMinus,
        danger: true,
        onPick: () => act(() => remove(id, person.id), `${name} is no longer in it.`),
      },
      { label: "Ban", icon: Ban, danger: true, onPick: () => setAsking("ban") },
    );
  }
  if (entries.length === 0) return null;
  return (
    <>
      <Menu size={16} entries={entries} />
      {asking === "mute" && (
        <TermDialog
          title={`Mute ${name}?`}
          action="Mute"
          onClose={() => setAsking(undefined)}
          onChosen={(until) => act(() => mute(id, person.id, until), `${name} is muted.`)}
        >
          They can read along, and write again when it is over.
        </TermDialog>
      )}
      {asking === "ban" && (
        <TermDialog
          title={`Ban ${name}?`}
          action="Ban"
          onClose={() => setAsking(undefined)}
          onChosen={(until) => act(() => ban(id, person.id, until), `${name} is banned.`)}
        >
          They are taken out at once and cannot come back until it is over.
        </TermDialog>
      )}
    </>
  );
}
