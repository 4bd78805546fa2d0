// A kind of game is its rules, its lines in src/games.rs and its board, and nobody else knows it by name. Every exception stands
// here with its reason, and one that is no longer needed is a fault too.
import { readdirSync, readFileSync } from "node:fs";

const EXCEPTIONS = {
  "src/bot/judge.rs": "what makes the example of a bot play well; a kind it does not know it plays by wins and losses",
  "src/bot/turn.rs": "the same: what is hidden is guessed at",
  "src/games/http.rs": "the example in the API's document",
  "src/games/matching.rs": "the example in the API's document",
  "frontend/src/games/kinds.ts": "the order in which they are offered; others come after them",
};

const read = (path) => readFileSync(path, "utf8");
const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.(rs|sql|tsx?)$/.test(path) && !/[./]tests?\.(rs|tsx?)$/.test(path))
    .sort();

// `Kind::of::<chess::Chess>(),`; a file whose module is for tests alone shows what a game costs.
const kinds = [...read("src/games.rs").matchAll(/Kind::of::<(\w+)::/g)].map((match) => match[1]);
const places = (kind) => [`src/games/${kind}.rs`, `src/games/${kind}/`, `frontend/src/games/${kind}/`];

const faults = [];
const used = new Set();
for (const path of ["src", "projections", "frontend/src"].flatMap(files)) {
  if (path === "src/games.rs") continue;
  const shipped = read(path).split("#[cfg(test)]")[0];
  const named = kinds.filter((kind) => new RegExp(`["'\`]${kind}["'\`]|\\bgames::${kind}\\b`).test(shipped));
  for (const kind of named) {
    if (places(kind).some((place) => path.startsWith(place))) continue;
    if (path in EXCEPTIONS) used.add(path);
    else faults.push(`${path}: names ${kind}, so that a game takes more than its three places`);
  }
}
if (kinds.length < 5) faults.push("src/games.rs: the kinds were not found, so nothing was checked");
for (const path of Object.keys(EXCEPTIONS)) {
  if (!used.has(path)) faults.push(`scripts/checks/games.mjs: the exception for ${path} is not needed any more`);
}
for (const each of faults) console.error(each);
if (faults.length === 0) console.log(`${kinds.join(", ")}: three places each`);
process.exitCode = faults.length === 0 ? 0 : 1;
