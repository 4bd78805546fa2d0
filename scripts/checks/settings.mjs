// The table of settings in docs/operations.md is made from src/config.rs. `--write` makes it anew (make bless).
import { readFileSync, writeFileSync } from "node:fs";

const manual = "docs/operations.md";
const config = readFileSync("src/config.rs", "utf8");

const setting = /((?:^ +\/\/\/.*\n)+) +#\[arg\(\s*long,\s+global = true,\s+env = "(LOGGIA_\w+)"([^\]]*)\)\]/gm;
const rows = [...config.matchAll(setting)].map(([, comment, name, more]) => {
  const words = comment.replace(/^ +\/\/\/ ?/gm, "").trim().replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
  const value = more.match(/default_value(?:_t)? = (?:"([^"]*)"|([^,)]+))/);
  const shown = (value?.[1] ?? value?.[2] ?? "").trim().replace(/^(\d+) << (\d+)$/, (_, a, b) => String(a * 2 ** b));
  return `| \`${name}\` | ${shown && `\`${shown}\``} | ${words} |`;
});
const table = ["| variable | default | |", "|---|---|---|", ...rows].join("\n");

const text = readFileSync(manual, "utf8");
const [before, rest] = text.split("<!-- settings -->\n");
const written = `${before}<!-- settings -->\n${table}\n`;
const named = config.match(/env = "LOGGIA_/g)?.length ?? 0;

if (rows.length !== named) {
  console.error(`${manual}: ${named} settings in src/config.rs, ${rows.length} understood`);
  process.exitCode = 1;
} else if (process.argv.includes("--write")) {
  writeFileSync(manual, written);
} else if (rest === undefined || written !== text) {
  console.error(`${manual}: the settings are not those of src/config.rs: make bless`);
  process.exitCode = 1;
} else {
  console.log(`${rows.length} settings, all in the manual`);
}
