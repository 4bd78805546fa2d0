// nginx and the program send the SPA with the same headers.
import { readFileSync } from "node:fs";

const nginx = readFileSync("nginx/headers.conf", "utf8");
const program = readFileSync("src/http/web.rs", "utf8") + readFileSync("src/http/envelope.rs", "utf8").toLowerCase();
const plain = program.replace(/\\\n\s*/g, "");

const missing = [...nginx.matchAll(/^add_header (\S+) (?:"([^"]+)"|(\S+)) always;$/gm)]
  .map(([, name, quoted, bare]) => ({ name, value: quoted ?? bare }))
  .filter(({ value }) => !plain.includes(`"${value}"`) && !plain.includes(`"${value.toLowerCase()}"`));

for (const { name, value } of missing) console.error(`nginx/headers.conf: ${name}: the program does not send "${value}"`);
if (missing.length === 0) console.log("nginx and the program send the same headers");
process.exitCode = missing.length === 0 ? 0 : 1;
