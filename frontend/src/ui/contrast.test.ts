// @vitest-environment node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** Lightness 0-1, chroma, hue in degrees: the three numbers of an `oklch()`. */
type Oklch = readonly [number, number, number];
type Rgb = readonly [number, number, number];
type Scheme = "light" | "dark";

const AA_TEXT = 4.5;
const AA_EDGE = 3;

const css = readFileSync(fileURLToPath(new URL("./tokens.css", import.meta.url)), "utf8");
const tokens = readTokens();
const washes = readWashes();

/** Reads `--name: light-dark(oklch(a), oklch(b));`; a token with transparency is no text pair and is left out. */
function readTokens(): Map<string, Record<Scheme, Oklch>> {
  const found = new Map<string, Record<Scheme, Oklch>>();
  const rule = /--([a-z0-9-]+):\s*light-dark\(\s*oklch\(([\d. ]+)\),\s*oklch\(([\d. ]+)\)\s*\)/g;
  for (const [, name = "", light = "", dark = ""] of css.matchAll(rule)) {
    found.set(name, { light: numbers(light), dark: numbers(dark) });
  }
  return found;
}

/** Reads `--color-name-wash: color-mix(in oklab, var(--name) 10%, var(--surface))` as [name, share 0-1]. */
function readWashes(): [string, number][] {
  const rule = /--color-[a-z]+-wash:\s*color-mix\(in oklab, var\(--([a-z]+)\) (\d+)%, var\(--surface\)\)/g;
  return [...css.matchAll(rule)].map(([, name = "", share]) => [name, Number(share) / 100]);
}

function numbers(text: string): Oklch {
  const [l = 0, c = 0, h = 0] = text.trim().split(/\s+/).map(Number);
  return [l, c, h];
}

/** Oklch to linear sRGB, clipped to the gamut as a screen does; the matrices are Björn Ottosson's (2020). */
function toLinear([lightness, chroma, hue]: Oklch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** `color-mix(in oklab, a share, b)`, for the washes behind text. */
function mix(a: Oklch, share: number, b: Oklch): Oklch {
  const lab = ([l, c, h]: Oklch): Rgb => [
    l,
    c * Math.cos((h * Math.PI) / 180),
    c * Math.sin((h * Math.PI) / 180),
  ];
  const [one, two] = [lab(a), lab(b)];
  const at = (i: 0 | 1 | 2) => one[i] * share + two[i] * (1 - share);
  return [at(0), Math.hypot(at(1), at(2)), (Math.atan2(at(2), at(1)) * 180) / Math.PI];
}

/** What a screen shows of a linear channel: one of 256 steps of sRGB. */
function shown(linear: number): number {
  const encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  const step = Math.round(encoded * 255) / 255;
  return step <= 0.04045 ? step / 12.92 : ((step + 0.055) / 1.055) ** 2.4;
}

/** The contrast ratio of WCAG 2, between 1 and 21. */
function contrast(a: Oklch, b: Oklch): number {
  const luminance = (colour: Oklch) => {
    const [r, g, bl] = toLinear(colour).map(shown) as unknown as Rgb;
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function token(name: string, scheme: Scheme): Oklch {
  const pair = tokens.get(name);
  if (!pair) throw new Error(`tokens.css has no --${name}`);
  return pair[scheme];
}

const grounds = ["ground", "surface", "raised", "shade"];
const texts = ["text", "soft", "faint", "accent", "calm", "cool", "alarm"];

it("reads every wash of the tokens", () => {
  expect(washes).toHaveLength(css.match(/-wash:/g)?.length ?? 0);
});

describe.each(["light", "dark"] as const)("%s", (scheme) => {
  it.each(grounds.flatMap((ground) => texts.map((text) => [text, ground])))("%s on %s", (text, ground) => {
    expect(contrast(token(text, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(AA_TEXT);
  });

  it.each([
    ["on-accent", "accent"] as const,
    ["on-alarm", "alarm"] as const,
    ...[1, 2, 3, 4, 5, 6].map((n) => [`tint-${n}-ink`, `tint-${n}`] as const),
  ])("%s on %s", (text, ground) => {
    expect(contrast(token(text, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(AA_TEXT);
  });

  it.each(washes)("text, soft text and %s itself on its wash", (name, share) => {
    const wash = mix(token(name, scheme), share, token("surface", scheme));
    for (const text of ["text", "soft", name]) {
      expect(contrast(token(text, scheme), wash), text).toBeGreaterThanOrEqual(AA_TEXT);
    }
  });

  it.each(grounds)("the edge of a control on %s", (ground) => {
    expect(contrast(token("edge", scheme), token(ground, scheme))).toBeGreaterThanOrEqual(AA_EDGE);
  });
});
