/** Finding and finishing a name somebody has begun to write. Pure. */
import type { PersonBrief } from "../api/types";

export interface Begun {
  /** Where its @ stands. */
  from: number;
  /** What has been written of the name. */
  part: string;
}

const MOST = 6;

/** The name being written right before the caret; undefined when there is none. */
export function begunAt(text: string, caret: number): Begun | undefined {
  const found = /(^|[\s(])@(\w{0,30})$/.exec(text.slice(0, caret));
  return found ? { from: caret - (found[2]?.length ?? 0) - 1, part: found[2] ?? "" } : undefined;
}

/** Whose username or name begins with it, the first few. */
export function fitting(people: readonly PersonBrief[], part: string): PersonBrief[] {
  const wanted = part.toLowerCase();
  const begins = (name: string) => name.toLowerCase().startsWith(wanted);
  return people
    .filter(
      (person) =>
        person.username !== "" && (begins(person.username) || person.display_name.split(/\s+/).some(begins)),
    )
    .slice(0, MOST);
}

/** The text with the whole name in it, and where the caret stands then. */
export function finished(text: string, begun: Begun, username: string): { text: string; caret: number } {
  const after = text.slice(begun.from + 1 + begun.part.length);
  const before = `${text.slice(0, begun.from)}@${username} `;
  return { text: before + after.replace(/^ /, ""), caret: before.length };
}
