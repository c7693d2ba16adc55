import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import manifest from "./package.json" with { type: "json" };
import { checkGates } from "./src/catalog/check-gates.ts";
import { loadRules } from "./src/catalog/rules.ts";
import { loadRunbooks } from "./src/catalog/runbooks.ts";
import { manPage } from "./src/cli/man-page.ts";
import { createProgram } from "./src/cli/program.ts";
import type { CompiledRules } from "./src/compiled.ts";
import { searchFor } from "./src/scan/kernel/keyword-limits.ts";
import { compileRuleset } from "./src/scan/ruleset.ts";

/**
 * What runs, from `src`, `rules` and `templates` into `dist`. Code that is loaded together is one file, because to find,
 * read and compile hundreds takes longer than most commands; what a command imports when it runs is a file of its own.
 * Rules and runbooks are checked here, once, and read as JSON.
 */
const ROOT = import.meta.dirname;
const DIST = join(ROOT, "dist");
const ENTRIES = ["cli", "index", "worker"];
/** What every command needs: of its hundred files a few are used. */
const INCLUDED = ["zod", "preact", "uplot"];

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
  external: Object.keys(manifest.dependencies).filter((name) => !INCLUDED.includes(name)),
  logLevel: "warning",
});
writeFileSync(join(DIST, "LICENSES.txt"), INCLUDED.map(licence).join("\n"));
writeFileSync(join(DIST, "exhume.1"), manPage(createProgram(), manifest.version));
await writeData();
await writePage();

/** Who passes on a part passes on its licence. */
function licence(name: string): string {
  const folder = join(ROOT, "node_modules", name);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one)) ?? "LICENSE";
  return `${name}\n\n${readFileSync(join(folder, file), "utf8")}`;
}

/** What runs in an HTML report: one script and one style, which the report holds itself. */
async function writePage(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join("page", "main.tsx")],
    outdir: DIST,
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["chrome111", "firefox113", "safari16.4"],
    tsconfig: join("page", "tsconfig.json"),
    // An inline script ends where it says so.
    supported: { "inline-script": false, "inline-style": false },
    charset: "ascii",
    legalComments: "inline",
    logLevel: "warning",
  });
  const textOf = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  writeFileSync(join(DIST, "page.json"), JSON.stringify({ script: textOf(".js"), style: textOf(".css") }));
}

async function writeData(): Promise<void> {
  await checkGates(join(ROOT, "rules"), signal);
  const rules = await loadRules([join(ROOT, "rules")], signal);
  const runbooks = await loadRunbooks(join(ROOT, "templates", "runbooks"), signal);
  const { id: rulesetId, rules: compiledRules } = compileRuleset(rules);
  const compiled: CompiledRules = { rulesetId, rules, ...searchFor(compiledRules) };
  writeFileSync(join(DIST, "rules.json"), JSON.stringify(compiled));
  writeFileSync(join(DIST, "runbooks.json"), JSON.stringify([...runbooks.values()]));
}
