import { parseArgs } from "node:util";
import { enumeration } from "./enumeration.ts";
import { readCase } from "./read-case.ts";
import { startUp } from "./start-up.ts";

/**
 * `npm run bench [-- --small] [NAME...]`: each bench prints a table of its own. Machines are shared and noisy: ratios
 * within one run tell more than numbers across runs.
 */
const BENCHES: Readonly<Record<string, (options: { readonly small: boolean }) => Promise<void>>> = {
  enumeration,
  "read-case": readCase,
  "start-up": startUp,
};

const { values, positionals } = parseArgs({ options: { small: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.find((name) => !(name in BENCHES));
if (unknown !== undefined) throw new Error(`there is no bench ${unknown}: ${Object.keys(BENCHES).join(", ")}`);
for (const [name, bench] of Object.entries(BENCHES))
  if (positionals.length === 0 || positionals.includes(name)) await bench({ small: values.small === true });
