/** "1 comment", "3 comments"; large numbers with their thousands apart. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/** 1,204 up to five figures, then 12.3k, 4.1M. */
export function figure(count: number): string {
  if (count < 10_000) return count.toLocaleString("en");
  if (count < 1_000_000) return `${(count / 1000).toFixed(1).replace(/\.0$/, "")}k`;
  return `${(count / 1_000_000).toFixed(1).replace(/\.0$/, "")}M`;
}

/** The part of an address a person recognises; the address itself when it is none. */
export function hostOf(address: string): string {
  try {
    return new URL(address).hostname.replace(/^www\./, "");
  } catch {
    return address;
  }
}

const HTTP = /^https?:\/\//i;

/** The address if it is one to follow or show; undefined otherwise, whatever a server says. */
export function safeAddress(address: string | null | undefined): string | undefined {
  return address && HTTP.test(address) ? address : undefined;
}

/** The plain words of sanitised HTML, in one run, at most `length` characters; for excerpts. Nothing in it is executed or loaded. */
export function plainText(html: string, length: number): string {
  const page = new DOMParser().parseFromString(html, "text/html");
  // Blocks must not run together: "one</p><p>two" reads "one two".
  for (const block of page.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, pre, blockquote, br, td")) {
    block.append(" ");
  }
  const words = (page.body.textContent ?? "").replace(/\s+/g, " ").trim();
  return words.length > length ? `${words.slice(0, length).trimEnd()}…` : words;
}
