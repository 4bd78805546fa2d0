import { changedWords } from "./changedWords";

/** Added words underlined, removed ones struck through: readable without colour. */
export function Changes({ before, after }: { before: string; after: string }) {
  return changedWords(before, after).map(({ text, change }, index) => {
    // The pieces of one comparison never move, so their place is their name.
    const key = index;
    if (change === "added") {
      return (
        <ins
          key={key}
          className="mx-px rounded-[3px] bg-calm-wash px-0.5 text-text decoration-calm decoration-2 underline-offset-3"
        >
          {text}
        </ins>
      );
    }
    if (change === "removed") {
      return (
        <del key={key} className="mx-px px-0.5 text-soft decoration-alarm">
          {text}
        </del>
      );
    }
    return <span key={key}>{text}</span>;
  });
}
