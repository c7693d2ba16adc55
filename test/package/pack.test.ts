import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { gzipLayer, image, layer } from "../support/image.ts";
import { writeImage } from "../support/layout.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** What belongs into the package, and nothing else. */
const ALLOWED = /^package\/(?:package\.json|README\.md|LICENSE|dist\/|rules\/|templates\/)/;
const LARGEST = 4_000_000;

describe("the package that npm pack makes", () => {
  const folder = permanentScratch();
  let tarball = "";
  let files: readonly string[] = [];

  beforeAll(() => {
    // `dist` is built before all tests; building it again here would take it from under the others.
    const [packed] = JSON.parse(run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], ROOT));
    tarball = join(folder, packed.filename);
    files = run("tar", ["-tzf", tarball], folder).trim().split("\n");
  });

  it("holds what runs and its data, and no more", () => {
    expect(files.filter((name) => !ALLOWED.test(name))).toEqual([]);
    for (const name of [
      "dist/cli.js",
      "dist/worker.js",
      "dist/index.d.ts",
      "dist/kernel.wasm",
      "dist/page.json",
      "dist/exhume.1",
      "templates/README.md",
    ])
      expect(files).toContain(`package/${name}`);
    expect(readFileSync(tarball).length).toBeLessThan(LARGEST);
  });

  it("passes on the licences of the parts that it holds", () => {
    const licences = readFileSync(join(ROOT, "dist/LICENSES.txt"), "utf8");
    for (const part of ["zod", "preact", "uplot"]) expect(licences).toMatch(new RegExp(`^${part}\\n`, "m"));
  });

  it("installs into an empty folder, and works from there", () => {
    const empty = join(folder, "empty");
    mkdirSync(empty);
    writeFileSync(join(empty, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
    const installed = spawnSync(
      "npm",
      ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", tarball],
      {
        cwd: empty,
        encoding: "utf8",
      },
    );
    if (
      installed.status !== 0 &&
      /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(installed.stderr) &&
      process.env.EXHUME_REQUIRE_TOOLS !== "1"
    ) {
      process.stderr.write("skipped: installing the package, because no package registry can be reached\n");
      return;
    }
    expect(installed.status, installed.stderr).toBe(0);
    // What npm compiles or fetches for SQLite is its affair, and takes minutes: ours is of the same version.
    const addon = "node_modules/better-sqlite3/build/Release/better_sqlite3.node";
    mkdirSync(dirname(join(empty, addon)), { recursive: true });
    copyFileSync(join(ROOT, addon), join(empty, addon));
    const bin = join(empty, "node_modules/.bin/exhume");
    expect(run(bin, ["--version"], empty).trim()).toBe(
      JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version,
    );
    const token = expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 8);
    writeImage(join(empty, "image"), image({ layers: [gzipLayer([layer.file("app/.env", token)])] }));
    expect(spawnSync(bin, ["audit", "oci:image", "--threads", "2"], { cwd: empty }).status).toBe(1);
    run(bin, ["report", "--out", "report.html"], empty);
    expect(readFileSync(join(empty, "report.html"), "utf8")).toContain("GitHub personal access token");
    writeFileSync(
      join(empty, "use.mjs"),
      'import * as exhume from "exhume"; console.log(Object.keys(exhume).length > 0);\n',
    );
    expect(run(process.execPath, ["use.mjs"], empty).trim()).toBe("true");
    writeFileSync(
      join(empty, "use.ts"),
      'import type { ReportModel } from "exhume";\nexport const verdictOf = (model: ReportModel): string => model.verdict;\n',
    );
    const options = ["--noEmit", "--module", "nodenext", "--strict", "--skipLibCheck", "--types", ""];
    run(join(ROOT, "node_modules/.bin/tsc"), [...options, "use.ts"], empty);
  });
});

const run = (program: string, args: readonly string[], cwd: string): string =>
  execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
