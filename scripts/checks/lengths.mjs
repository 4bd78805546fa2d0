// Files that have grown: a place to ask whether two things share a room. A list to read, not a failure.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const limit = (path) => (path.endsWith(".tsx") ? 250 : 400);

const tracked = execFileSync("git", ["ls-files", "*.rs", "*.ts", "*.tsx", "*.mjs", "*.sql", "*.css"], { encoding: "utf8" });
const long = tracked
  .split("\n")
  .filter((path) => path !== "" && !path.includes(".gen."))
  .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n").length - 1 }))
  .filter(({ path, lines }) => lines > limit(path))
  .sort((a, b) => b.lines - a.lines);

for (const { path, lines } of long) console.log(`${String(lines).padStart(5)}  ${path} (limit ${limit(path)})`);
console.log(long.length === 0 ? "no file is over its limit" : `${long.length} to look at`);
