import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exhume } from "../support/exhume.ts";
import { scratch } from "../support/scratch.ts";
import { auditedWork } from "../support/worked-case.ts";

/** Writes down what a process loads: what is imported as it is resolved, what is required at its end. */
const WATCH = `
  import { appendFileSync } from "node:fs";
  import { Module, register } from "node:module";
  const write = (url) => appendFileSync(process.env.LOADED, url + "\\n");
  register("data:text/javascript," + encodeURIComponent(\`
    import { appendFileSync } from "node:fs";
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      appendFileSync(process.env.LOADED, found.url + "\\\\n");
      return found;
    }\`));
  process.on("exit", () => Object.keys(Module._cache).forEach(write));`;

/** The packages that a command loads, and how it ended. */
const loadedBy = async (args: readonly string[], cwd: string) => {
  const log = join(scratch(), "loaded");
  const ended = await exhume(args, {
    cwd,
    env: { LOADED: log, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(WATCH)}` },
  });
  const lines = readFileSync(log, "utf8").split("\n");
  const names = lines.flatMap((line) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1] ?? []);
  return { packages: [...new Set(names)].sort(), status: ended.status, stderr: ended.stderr };
};

describe("a command loads the packages that it needs", () => {
  const { newCase } = auditedWork();

  /** better-sqlite3 finds its library with the other two. */
  const store = ["better-sqlite3", "bindings", "file-uri-to-path"];

  it.each<[string, readonly string[]]>([
    ["--version", []],
    ["--help", ["commander"]],
    ["audit --help", ["commander"]],
    ["status", ["commander", ...store]],
    ["secrets", ["commander", ...store]],
    ["show ID", ["commander", ...store]],
    ["coverage", ["commander", ...store]],
    ["log", ["commander", ...store]],
    ["plan", ["commander", "csv-stringify", "handlebars", "source-map", ...store]],
    ["rules list", ["@eslint-community/regexpp", "commander"]],
    ["scan empty", ["@eslint-community/regexpp", "better-sqlite3", "commander", "fzstd"]],
  ])("%s", async (line, packages) => {
    const work = newCase();
    mkdirSync(join(work.cwd, "empty"));
    const { id } = await work.secret("npm");
    const loaded = await loadedBy(line.replace("ID", id).split(" "), work.cwd);
    expect(loaded).toEqual({ status: 0, stderr: expect.any(String), packages: [...packages].sort() });
  });
});
