import { type KeyboardEvent, useState } from "react";
import type { PersonBrief } from "../api/types";
import { type Begun, begunAt, finished, fitting } from "./mentions";

export interface Mentions {
  /** Who may be meant; empty when no name is being written. */
  people: PersonBrief[];
  /** Which of them Enter takes. */
  chosen: number;
  /** Tell of every change of the text or the caret. */
  look(text: string, caret: number): void;
  /** True when the key was for the list. */
  key(event: KeyboardEvent): boolean;
  pick(person: PersonBrief): void;
  close(): void;
}

/** The list of names below a text being written. `put` takes the text with the whole name in it. */
export function useMentions(
  everybody: readonly PersonBrief[],
  text: string,
  put: (text: string, caret: number) => void,
): Mentions {
  const [begun, setBegun] = useState<Begun>();
  const [chosen, setChosen] = useState(0);
  const people = begun ? fitting(everybody, begun.part) : [];

  const pick = (person: PersonBrief) => {
    if (!begun) return;
    const next = finished(text, begun, person.username);
    setBegun(undefined);
    put(next.text, next.caret);
  };
  const key = (event: KeyboardEvent): boolean => {
    if (people.length === 0) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const person = people[chosen];
    if (step !== 0) setChosen((chosen + step + people.length) % people.length);
    else if ((event.key === "Enter" || event.key === "Tab") && person) pick(person);
    else if (event.key === "Escape") setBegun(undefined);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    people,
    chosen: Math.min(chosen, people.length - 1),
    look: (now, caret) => {
      const next = begunAt(now, caret);
      if (next?.part !== begun?.part) setChosen(0);
      setBegun(next);
    },
    key,
    pick,
    close: () => setBegun(undefined),
  };
}
