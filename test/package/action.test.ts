import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { gzipLayer, image, layer } from "../support/image.ts";
import { writeImage } from "../support/layout.ts";
import { expand } from "../support/samples.ts";
import { scratch } from "../support/scratch.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** GitHub's "Metadata syntax for GitHub Actions", composite ones. */
const ACTION = z.strictObject({
  name: z.string(),
  description: z.string().max(125),
  inputs: z.record(
    z.string(),
    z.strictObject({ description: z.string(), required: z.boolean().optional(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })),
  runs: z.strictObject({
    using: z.literal("composite"),
    steps: z.array(
      z.strictObject({
        name: z.string(),
        id: z.string().optional(),
        shell: z.literal("bash"),
        env: z.record(z.string(), z.string()),
        run: z.string(),
      }),
    ),
  }),
});
const action = ACTION.parse(parse(readFileSync(join(ROOT, "action.yml"), "utf8")));

/** GitHub's "Workflow syntax": `shell: bash` is `bash --noprofile --norc -eo pipefail {0}`. */
const SHELL = ["--noprofile", "--norc", "-eo", "pipefail", "-c"];

/** Runs the step that audits as a runner would, with inputs in place of the expressions. */
const gate = (files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}) => {
  const folder = scratch();
  const entries = Object.entries(files).map(([path, content]) => layer.file(path, content));
  writeImage(join(folder, "image"), image({ layers: [gzipLayer(entries)] }));
  const given: Readonly<Record<string, string>> = { target: "oci:image", ...inputs };
  const step = action.runs.steps.find(({ id }) => id === "audit")!;
  const inputOf = (expression: string): string => {
    const [, name = ""] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
    return given[name] ?? action.inputs[name]?.default ?? "";
  };
  mkdirSync(join(folder, "temp"));
  const outputs = join(folder, "outputs");
  writeFileSync(outputs, "");
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: folder, RUNNER_TEMP: join(folder, "temp"), GITHUB_OUTPUT: outputs },
    EXHUME_BIN: join(ROOT, "dist/cli.js"),
    ...Object.fromEntries(Object.entries(step.env).map(([name, expression]) => [name, inputOf(expression)])),
  };
  const ended = spawnSync("bash", [...SHELL, step.run], { cwd: folder, env, encoding: "utf8" });
  return { folder, status: ended.status, outputs: readFileSync(outputs, "utf8"), said: ended.stdout + ended.stderr };
};
const TOKEN = expand("GITHUB_TOKEN=ghp_<base62:30><crc32>\n", 7);

describe("action.yml", () => {
  it("reads no input as shell text, and names each that it uses", () => {
    for (const { run, env } of action.runs.steps) {
      expect(run).not.toContain("${{");
      for (const [, name = ""] of Object.values(env)
        .join("\n")
        .matchAll(/inputs\.([\w-]+)/g))
        expect(action.inputs).toHaveProperty(name);
    }
  });

  it("fails for an image with a secret, and writes what was asked for", () => {
    const { folder, status, outputs, said } = gate(
      { "app/.env": TOKEN },
      { sarif: "out.sarif", report: "out.html", database: "case $(touch no).db" },
    );
    expect(status, said).toBe(1);
    expect(outputs).toBe("exit=1\nverdict=complete\nopen=1\nsarif=out.sarif\n");
    expect(JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8")).version).toBe("2.1.0");
    expect(readFileSync(join(folder, "out.html"), "utf8")).toContain("<!doctype html>");
    expect(existsSync(join(folder, "no"))).toBe(false);
    expect(said + outputs).not.toContain(TOKEN.slice(20, 40));
  });

  it("lets a clean image pass, and what the ignore file allows", () => {
    const clean = { status: 0, outputs: "exit=0\nverdict=complete\nopen=0\n" };
    expect(gate({ "app/readme": "nothing here\n" })).toMatchObject(clean);
    const allowed = join(scratch(), "allowed");
    writeFileSync(allowed, "path app/** # a fixture\n");
    expect(gate({ "app/.env": TOKEN }, { "ignore-file": allowed })).toMatchObject(clean);
  });

  it("fails for an image that was not read whole, and says so", () => {
    const target = join(scratch(), "partial");
    const whole = image({ layers: [gzipLayer([layer.file("app/.env", TOKEN)])] });
    const blobs = [...whole.blobs].filter(([, bytes]) => bytes[0] !== 0x1f);
    writeImage(target, { ...whole, blobs: new Map(blobs) });
    const { status, outputs } = gate({}, { target: `oci:${target}`, sarif: "out.sarif" });
    expect([status, outputs]).toEqual([3, "exit=3\nverdict=incomplete\nopen=0\nsarif=out.sarif\n"]);
  });

  it("says 2 for a target that is not there", () => {
    const { status, outputs } = gate({}, { target: "oci:none" });
    expect([status, outputs]).toEqual([2, "exit=2\n"]);
  });
});
