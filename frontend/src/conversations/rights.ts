/** What one may do in a conversation, as far as the page should offer it; the server decides. Pure. */
import type { Id, Me, MemberRole } from "../api/types";
import type { Conversation } from "./listFold";

export function roleOf(
  conversation: Pick<Conversation, "members">,
  person: Id | undefined,
): MemberRole | undefined {
  return conversation.members.find((member) => member.person.id === person)?.role;
}

export function mayModerate(
  conversation: Pick<Conversation, "kind" | "members">,
  me: Me | undefined,
): boolean {
  if (conversation.kind === "direct") return false;
  const role = roleOf(conversation, me?.id);
  return role === "owner" || role === "moderator" || (conversation.kind === "room" && me?.role === "admin");
}

/** Either of two; of several those who look after it. */
export function mayPin(conversation: Pick<Conversation, "kind" | "members">, me: Me | undefined): boolean {
  return conversation.kind === "direct" || mayModerate(conversation, me);
}

const RANKS: Record<MemberRole, number> = { member: 0, moderator: 1, owner: 2 };

/** Whoever looks after it keeps order among those below them. */
export function mayModerateOver(
  conversation: Pick<Conversation, "kind" | "members">,
  me: Me | undefined,
  role: MemberRole,
): boolean {
  if (!mayModerate(conversation, me)) return false;
  const mine = conversation.kind === "room" && me?.role === "admin" ? "owner" : roleOf(conversation, me?.id);
  return RANKS[mine ?? "member"] > RANKS[role];
}
