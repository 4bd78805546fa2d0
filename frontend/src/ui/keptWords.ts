// Half-written words outlive a reload and a wrong turn, not the tab: sessionStorage.
const KEY = "loggia.words.";

export function keptWords(name: string): string {
  try {
    return sessionStorage.getItem(KEY + name) ?? "";
  } catch {
    return "";
  }
}

export function keepWords(name: string, words: string): void {
  try {
    if (words.trim() === "") sessionStorage.removeItem(KEY + name);
    else sessionStorage.setItem(KEY + name, words);
  } catch {
    // Storage full or forbidden: the words live as long as the form.
  }
}
