export interface Piece {
  text: string;
  change: "kept" | "added" | "removed";
}

// Beyond this many pairs of words the comparison would be felt; then the whole text counts as changed.
const MOST_PAIRS = 4_000_000;

/**
 * What changed from one text to the next, word by word: the longest common subsequence of words and
 * the spaces between them, by the usual table. Joining kept and added pieces gives `after`; joining
 * kept and removed ones gives `before`.
 */
export function changedWords(before: string, after: string): Piece[] {
  const [old, now] = [split(before), split(after)];
  if (old.length * now.length > MOST_PAIRS) {
    return merge([
      { text: before, change: "removed" },
      { text: after, change: "added" },
    ]);
  }
  const common = lengths(old, now);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [left = "", right = ""] = [old[i], now[j]];
    if (i < old.length && j < now.length && left === right) {
      pieces.push({ text: left, change: "kept" });
      i++;
      j++;
    } else if (i < old.length && (j >= now.length || at(common, i + 1, j) >= at(common, i, j + 1))) {
      pieces.push({ text: left, change: "removed" });
      i++;
    } else {
      pieces.push({ text: right, change: "added" });
      j++;
    }
  }
  return merge(pieces);
}

function split(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

/** `table[i][j]`: the length of the longest common subsequence of what follows i and j. */
function lengths(old: string[], now: string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = table[i] as Uint32Array;
      row[j] =
        old[i] === now[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: Uint32Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function merge(pieces: Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last?.change === piece.change) last.text += piece.text;
    else if (piece.text) merged.push({ ...piece });
  }
  return merged;
}
