import type { PersonBrief } from "../api/types";
import { PeoplePicker } from "../conversations/PeoplePicker";
import { Dialog } from "../ui/Dialog";

interface InviteProps {
  /** What is to be played. */
  name: string;
  onPick(person: PersonBrief): void;
  onClose(): void;
}

/** Whom to ask for a game: friends first. */
export function Invite({ name, onPick, onClose }: InviteProps) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Invite to ${name}`}>
      <PeoplePicker without={NOBODY} onPick={onPick} />
    </Dialog>
  );
}

const NOBODY: ReadonlySet<string> = new Set();
