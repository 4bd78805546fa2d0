/** What a conversation is called. Pure. */
import type { Id, PersonBrief } from "../api/types";
import type { Conversation } from "./listFold";

/** The other one of two; undefined for groups and rooms, and for talking to oneself. */
export function otherOf(
  conversation: Pick<Conversation, "kind" | "members">,
  viewer: Id | undefined,
): PersonBrief | undefined {
  if (conversation.kind !== "direct") return undefined;
  return conversation.members.find((member) => member.person.id !== viewer)?.person;
}

/** Its own name, or those of the others in it. */
export function titleOf(
  conversation: Pick<Conversation, "kind" | "members" | "name">,
  viewer: Id | undefined,
): string {
  if (conversation.name) return conversation.name;
  const others = conversation.members.filter((member) => member.person.id !== viewer);
  const names = others.map((member) => member.person.display_name || "…");
  if (names.length === 0) return "Only you";
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
