// Licences of everything Loggia is built from, against the list of permissive ones; and crates that must not be in the
// tree at all. What deviates is named here, with the reason.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ALLOWED = new Set(
  `0BSD Apache-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSL-1.0 CC0-1.0 ISC MIT MIT-0 Python-2.0
   Unicode-3.0 Unlicense Zlib OFL-1.1`.split(/\s+/),
);

// The Mozilla licence binds changes to the files themselves, and nobody changes them here.
const MPL_UNCHANGED = {
  cssparser: "parses style attributes for ammonia",
  "dtoa-short": "writes numbers for cssparser",
  lightningcss: "a build tool; nothing of it is shipped",
  "axe-core": "a test tool; nothing of it is shipped",
};

// One TLS stack (rustls with ring), no C library to keep up to date.
const FORBIDDEN = /^(openssl|openssl-sys|native-tls|aws-lc-rs|aws-lc-sys|aws-lc-fips-sys)$/;

/** Whether an SPDX expression can be met with `allowed` licences: any side of OR, both sides of AND. */
export function permissive(expression, allowed = ALLOWED) {
  const tokens = expression.replaceAll("/", " OR ").match(/\(|\)|[^\s()]+/g) ?? [];
  const any = () => {
    let met = all();
    while (tokens[0] === "OR") {
      tokens.shift();
      const other = all();
      met = met || other;
    }
    return met;
  };
  const all = () => {
    let met = one();
    while (tokens[0] === "AND") {
      tokens.shift();
      const other = one();
      met = met && other;
    }
    return met;
  };
  const one = () => {
    const token = tokens.shift();
    if (token === "(") {
      const met = any();
      tokens.shift();
      return met;
    }
    // An exception only ever permits more.
    if (tokens[0] === "WITH") tokens.splice(0, 2);
    return allowed.has(token);
  };
  return tokens.length > 0 && any();
}

function crates() {
  const text = execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], { maxBuffer: 1 << 28 });
  const { packages } = JSON.parse(text);
  return packages.filter((each) => each.source !== null).map(({ name, license }) => ({ name, license, from: "crate" }));
}

function npmPackages() {
  const { packages } = JSON.parse(readFileSync("frontend/package-lock.json", "utf8"));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, { license }]) => ({ name: path.replace(/^.*node_modules\//, ""), license, from: "npm package" }));
}

const excepted = (name) => Object.keys(MPL_UNCHANGED).some((each) => name === each || name.startsWith(`${each}-`));

function fault({ name, license, from }) {
  if (from === "crate" && FORBIDDEN.test(name)) return `${from} ${name} must not be in the tree`;
  if (!license) return `${from} ${name} names no licence`;
  if (permissive(license) || (license === "MPL-2.0" && excepted(name))) return null;
  return `${from} ${name}: ${license} is not on the list`;
}

const all = [...crates(), ...npmPackages()];
const faults = all.map(fault).filter(Boolean);
for (const each of faults) console.error(each);
if (faults.length === 0) console.log(`${all.length} packages, all permissive`);
process.exitCode = faults.length === 0 ? 0 : 1;
