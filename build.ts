import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { loadRules } from "./src/catalog/rules.ts";
import { loadRunbooks } from "./src/catalog/runbooks.ts";
import type { CompiledRules } from "./src/compiled.ts";
import { compileRuleset } from "./src/scan/ruleset.ts";

/**
 * What runs, from `src`, `rules` and `templates` into `dist`. Code that is loaded together is one file, because to find,
 * read and compile hundreds takes longer than most commands; what a command imports when it runs is a file of its own.
 * Rules and runbooks are checked here, once, and read as JSON.
 */
const ROOT = import.meta.dirname;
const DIST = join(ROOT, "dist");
const ENTRIES = ["cli", "index", "worker"];

const { signal } = new AbortController();
await build({
  absWorkingDir: ROOT,
  entryPoints: ENTRIES.map((name) => join("src", `${name}.ts`)).filter((file) => existsSync(join(ROOT, file))),
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
await writeData();

async function writeData(): Promise<void> {
  const rules = await loadRules([join(ROOT, "rules")], signal);
  const runbooks = await loadRunbooks(join(ROOT, "templates", "runbooks"), signal);
  const compiled: CompiledRules = { rulesetId: compileRuleset(rules).id, rules };
  writeFileSync(join(DIST, "rules.json"), JSON.stringify(compiled));
  writeFileSync(join(DIST, "runbooks.json"), JSON.stringify([...runbooks.values()]));
}
