// What a first visit loads, compressed: index.html, the scripts and styles it names, and every module
// those import at once. Fails beyond the limit; fonts are told apart, they never hold up reading.
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 200;
// `--brief`: the sum alone. Another build than dist/ may be named.
const brief = process.argv.includes("--brief");
const elsewhere = process.argv.slice(2).find((word) => !word.startsWith("--"));
const dist = resolve(elsewhere ?? join(dirname(fileURLToPath(import.meta.url)), "..", "dist"));
const first = ["HomePage", "LandingPage"];

const compressed = (path) => gzipSync(readFileSync(path), { level: 9 }).length;
const inDist = (address) => join(dist, address.replace(/^\//, ""));
const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

/** The module, and what it imports before it can run. */
function withImports(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = readFileSync(path, "utf8");
  for (const [, found] of code.matchAll(/(?:^|[;}\s])(?:import|from)\s*["'](\.[^"']+\.js)["']/g)) {
    withImports(join(dirname(path), found), seen);
  }
  return seen;
}

const html = readFileSync(join(dist, "index.html"), "utf8");
const named = [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, address]) =>
  inDist(address),
);
const files = new Set([join(dist, "index.html")]);
for (const path of named) {
  if (path.endsWith(".js")) for (const each of withImports(path)) files.add(each);
  else files.add(path);
}

// The front page's own code is loaded by the router right after; it belongs to the first load too.
for (const path of [...files]) {
  if (!path.endsWith(".js")) continue;
  const code = readFileSync(path, "utf8");
  for (const page of first) {
    const found = code.match(new RegExp(`["'\`](?:\\./|/?assets/)(${page}-[^"'\`]+\\.js)["'\`]`));
    if (found) for (const each of withImports(join(dist, "assets", found[1]))) files.add(each);
  }
}

const css = [...files].filter((path) => path.endsWith(".css")).map((path) => readFileSync(path, "utf8"));
const fonts = new Set(
  css
    .join("")
    .match(/[\w./-]+-latin-(?:wght|opsz|full)-normal-[\w-]+\.woff2/g)
    ?.map((name) => join(dist, "assets", name.split("/").at(-1))),
);

let total = 0;
for (const path of files) {
  const bytes = compressed(path);
  total += bytes;
  if (!brief) console.log(`${kb(bytes)}  ${relative(dist, path)}`);
}
console.log(`${kb(total)}  first load, compressed (limit ${LIMIT_KB} kB)`);
for (const path of brief ? [] : fonts)
  console.log(`${kb(readFileSync(path).length)}  ${relative(dist, path)} (font, swapped in)`);
if (total > LIMIT_KB * 1000) {
  console.error(`The first load is over ${LIMIT_KB} kB.`);
  process.exit(1);
}
