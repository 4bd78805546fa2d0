// Who may name whom. Areas lean on each other in one direction only, mechanisms know no area; where areas are listed, that
// is all a file does. Every exception stands here with its reason, and one that is no longer needed is a fault too.
import { readdirSync, readFileSync } from "node:fs";

const read = (path) => readFileSync(path, "utf8");
const files = (folder, ending) =>
  readdirSync(folder, { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((path) => ending.test(path) && !path.includes("node_modules"))
    .sort();

const faults = [];
const used = new Set();

/** Reports `what` in `path`, unless `exceptions` give a reason. */
function fault(exceptions, path, what) {
  const key = `${path} ${what}`;
  if (key in exceptions) used.add(key);
  else faults.push(`${path}: ${what}`);
}

// The server --------------------------------------------------------------------------------------------------------

// The areas are those whose events the log knows: `People => people,` in src/event.rs. Each may lean on those before it (a
// comment is on a post, a post is by a person), never on a later one.
const areas = [...read("src/event.rs").matchAll(/^\s+[A-Z]\w+ => (\w+),$/gm)].map((match) => match[1]);
const mechanisms = ["log", "projector", "socket", "http", "embedded", "presence", "tickets", "clock", "config", "id"];
const home = (path) => path.match(/^src\/(\w+)/)[1];

// Where the areas are listed for a mechanism.
const composition = ["src/http.rs"];

const SERVER_EXCEPTIONS = {
  "src/http/viewer.rs names people": "who asks is a person with a role",
};

/** The parts of the program that a file names: `crate::posts`, `crate::{posts, ..}`, outside comments. */
function named(code) {
  const bare = code.replace(/\/\/.*$/gm, "");
  const single = [...bare.matchAll(/\bcrate::(\w+)/g)].map((match) => match[1]);
  const grouped = [...bare.matchAll(/\bcrate::\{([^;]*)\}/g)].flatMap((match) => match[1].match(/\b[a-z_]+\b/g) ?? []);
  return new Set([...single, ...grouped]);
}

if (areas.length === 0) faults.push("src/event.rs: no area found, so nothing was checked");
for (const path of files("src", /\.rs$/)) {
  const code = read(path);
  const own = home(path);
  for (const name of named(code)) {
    if (!areas.includes(name) || name === own || composition.includes(path)) continue;
    const later = areas.includes(own) && areas.indexOf(name) > areas.indexOf(own);
    if (later || mechanisms.includes(own)) fault(SERVER_EXCEPTIONS, path, `names ${name}`);
  }
  const shipped = code.split("#[cfg(test)]")[0];
  const reads = /\benv::(var|var_os)\((?!"PATH")|\benv::vars/.test(shipped);
  if (reads && path !== "src/config.rs") faults.push(`${path}: reads the environment; settings belong into src/config.rs`);
  if (/"evt\.[a-z>*{]/.test(shipped) && path !== "src/log/subject.rs") {
    faults.push(`${path}: has a subject string; they belong into src/log/subject.rs`);
  }
  if (/\/(mod|utils?|core|common|helpers?)(\.rs|\/)/.test(path)) faults.push(`${path}: a name that says nothing`);
}

// The SPA: api, net and ui know no area; areas lean on each other in one direction; pages put areas together. ----------

const layers = [["api", "net", "ui"], ["account"], ["people"], ["presence"], ["friends"], ["posts"], ["comments"], ["conversations"], ["calls"], ["games"], ["spectators"], ["notifications"], ["search"], ["app"]];
const layer = (name) => layers.findIndex((each) => each.includes(name));
const base = layers[0];

const FRONTEND_EXCEPTIONS = {
  "frontend/src/account/AccountFrame.tsx imports app": "the frame of its pages",
  "frontend/src/account/ThemeChoice.tsx imports app": "the theme is the shell's",
  "frontend/src/account/ProfileForm.tsx imports people": "one's own profile is a person's",
  "frontend/src/account/access.ts imports people": "who is signed in is a person, and changes like one",
};

for (const path of files("frontend/src", /\.tsx?$/)) {
  const own = path.split("/")[2];
  const code = read(path);
  const page = path.endsWith("Page.tsx");
  for (const [, from] of code.matchAll(/(?:from|import\()\s*"((?:\.\.\/)+[^"]+)"/g)) {
    const other = new URL(from, `file:///${path}`).pathname.split("/")[3];
    if (layer(other) < 0 || other === own) continue;
    const upwards = layer(other) > layer(own) && !(base.includes(own) && base.includes(other));
    if (upwards && !page) fault(FRONTEND_EXCEPTIONS, path, `imports ${other}`);
  }
  if (/import\.meta\.env\b/.test(code) && path !== "frontend/src/api/address.ts") {
    faults.push(`${path}: reads a build setting; they belong into src/api/address.ts`);
  }
}

// The client without React: what `npm run build:net` makes a package of must run in a bot as it does in a page. ----------

const CLIENT = "frontend/src/net/standalone.ts";
const CLIENT_PACKAGES = /^@noble\/hashes\//;

/** Every module that `path` loads at run time, itself included; types are no load. */
function loadedBy(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = read(path);
  for (const [, from] of code.matchAll(/^(?:import|export) (?!type )(?:[^;"]* from )?"([^"]+)"/gm)) {
    if (from.startsWith(".")) loadedBy(new URL(`${from}.ts`, `file:///${path}`).pathname.slice(1), seen);
    else if (!CLIENT_PACKAGES.test(from)) faults.push(`${path}: imports ${from}, and ${CLIENT} leads there`);
  }
  return seen;
}

for (const path of loadedBy(CLIENT)) {
  if (!/^frontend\/src\/(net|api)\//.test(path)) faults.push(`${CLIENT}: leads to ${path}`);
  if (/\b(window|document|localStorage|navigator)\./.test(read(path))) faults.push(`${path}: needs a page, and ${CLIENT} leads there`);
}

for (const key of Object.keys({ ...SERVER_EXCEPTIONS, ...FRONTEND_EXCEPTIONS })) {
  if (!used.has(key)) faults.push(`scripts/checks/imports.mjs: the exception "${key}" is not needed any more`);
}
for (const each of faults) console.error(each);
if (faults.length === 0) console.log(`areas ${areas.join(", ")}: nobody names whom they should not`);
process.exitCode = faults.length === 0 ? 0 : 1;
