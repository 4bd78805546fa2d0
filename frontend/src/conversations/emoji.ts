/** The few emoji one reacts with, and what they are called. Others arrive, too, from other clients. */
export const EMOJI = [
  { emoji: "👍", name: "thumbs up" },
  { emoji: "❤️", name: "heart" },
  { emoji: "😄", name: "laughing" },
  { emoji: "🎉", name: "party" },
  { emoji: "😮", name: "surprised" },
  { emoji: "😢", name: "sad" },
  { emoji: "🙏", name: "thank you" },
  { emoji: "👀", name: "looking" },
] as const;

export function nameOf(emoji: string): string {
  return EMOJI.find((each) => each.emoji === emoji)?.name ?? emoji;
}
