// The first that matches wins: Chrome's name stands in nearly every other browser's line.
const browsers = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS|Chromium)\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/^curl\//, "curl"],
] as const;

const systems = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "a Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
] as const;

/** "Firefox on Linux": what a person recognises of a User-Agent line. */
export function browserOf(agent: string | null | undefined): { name: string; phone: boolean } {
  const line = agent ?? "";
  const [, browser] = browsers.find(([pattern]) => pattern.test(line)) ?? [];
  const [, system] = systems.find(([pattern]) => pattern.test(line)) ?? [];
  const phone = /iPhone|Mobile/.test(line);
  if (!browser) return { name: system ? `A program on ${system}` : "An unknown browser", phone };
  return { name: system ? `${browser} on ${system}` : browser, phone };
}
