// Makes a package of dist-net/: its package.json, and types that Node's own resolution finds, too.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(home, "dist-net");
const { version, engines } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));

const metadata = {
  name: "loggia-client",
  version,
  private: true,
  description: "The Loggia client without React: sign in, follow, act.",
  type: "module",
  exports: { ".": { types: "./types/net/standalone.d.ts", default: "./index.js" } },
  engines,
};
writeFileSync(join(dist, "package.json"), `${JSON.stringify(metadata, null, 2)}\n`);

for (const name of readdirSync(join(dist, "types"), { recursive: true })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, "types", name);
  const text = readFileSync(path, "utf8");
  // The bundler's way of naming a module leaves its ending out.
  writeFileSync(path, text.replace(/(from "|import\(")(\.{1,2}\/[^"]+?)(?<!\.js)"/g, '$1$2.js"'));
}
