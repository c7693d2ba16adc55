import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportModel } from "../../src/report/model.ts";
import { exhume } from "../support/exhume.ts";
import { permanentScratch } from "../support/scratch.ts";
import { needles } from "./needles.ts";
import { createOrganisation } from "./organisation.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const { planted } = createOrganisation();
const cwd = permanentScratch();
const folder = join(cwd, "exhume-demo");
let printed = "";
let processes = "";
let status: number | null = null;

/** `npm run demo` without the build, elsewhere; meanwhile the arguments of every process are read as `ps` reads them. */
beforeAll(async () => {
  const child = spawn(join(ROOT, "node_modules", ".bin", "tsx"), [join(ROOT, "test", "demo", "demo.ts")], { cwd });
  const watch = setInterval(() => {
    processes += commandLines();
  }, 20);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  clearInterval(watch);
  printed = stdout + stderr;
  status = child.exitCode;
});

const commandLines = (): string =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1");
      } catch {
        return "";
      }
    })
    .join("\n");

const files = (): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const report = async (...flags: readonly string[]): Promise<ReportModel> =>
  JSON.parse((await exhume(["report", "--db", join(folder, "exhume.db"), ...flags], { cwd })).stdout);

/** All that a user could ask for, beyond what the demo prints. */
const everyOutput = async (): Promise<string> => {
  const db = ["--db", join(folder, "exhume.db")];
  const { secrets } = await report();
  const commands = [
    ["status"],
    ["secrets", "--all"],
    ["secrets", "--json"],
    ["plan"],
    ["report"],
    ["report", "--format", "markdown"],
    ["fix"],
    ["fix", "--source", join(folder, "src", "shop-api")],
    ...secrets.map(({ id }) => ["show", id]),
  ];
  const ended = await Promise.all(commands.map(async (command) => exhume([...command, ...db], { cwd })));
  return ended.map(({ stdout, stderr }) => stdout + stderr).join("\n");
};

describe("the demo", () => {
  it("runs the main job and leaves what it says", () => {
    expect({ status, tail: printed.slice(-200) }).toMatchObject({ status: 0 });
    const names = files().map((path) => path.slice(folder.length + 1));
    expect(names).toEqual(expect.arrayContaining(["exhume.db", "exhume.db.key", "checklist.md", "report.json"]));
    expect(names.filter((name) => name.startsWith("patches/")).length).toBeGreaterThanOrEqual(2);
    expect(processes).toContain("dist/cli.js");
  });

  it("finds every planted value", async () => {
    const found = new Set((await report("--reveal-hash")).secrets.map(({ sha256 }) => sha256));
    const missed = planted.filter(({ value }) => !found.has(createHash("sha256").update(value).digest("hex")));
    expect(missed.map(({ kind, where }) => `${kind} ${JSON.stringify(where[0])}`)).toEqual([]);
  });

  it("finds it at every place, exposed as it is there", async () => {
    const { secrets } = await report("--reveal-hash");
    const places = (value: string): ReadonlySet<string> => {
      const secret = secrets.find(({ sha256 }) => sha256 === createHash("sha256").update(value).digest("hex"));
      return new Set(
        secret?.occurrences.flatMap(({ images }) =>
          images.flatMap(({ repository, tags, exposure }) => tags.map((tag) => `${repository}:${tag} ${exposure}`)),
        ),
      );
    };
    const missed = planted.flatMap(({ value, where }) =>
      where.filter(({ repository, tag, exposure }) => !places(value).has(`${repository}:${tag} ${exposure}`)),
    );
    expect(missed).toEqual([]);
  });

  it("finds nothing else", async () => {
    const hashes = new Set(planted.map(({ value }) => createHash("sha256").update(value).digest("hex")));
    const others = (await report("--reveal-hash")).secrets.filter(({ sha256 }) => !hashes.has(sha256 ?? ""));
    expect(others.map(({ title, occurrences }) => `${title} in ${occurrences[0]?.path}`)).toEqual([]);
  });

  it("prints and stores no value: outputs, files, write-ahead log, arguments", async () => {
    const stored = files().map((path) => readFileSync(path, "latin1"));
    const everything = [printed, processes, await everyOutput(), ...stored].join("\n");
    const leaked = planted.filter(({ value }) =>
      needles(value).some(
        (needle) =>
          everything.includes(needle) || everything.includes(Buffer.from(needle).toString("base64").slice(0, -4)),
      ),
    );
    expect(leaked.map(({ kind }) => kind)).toEqual([]);
  });
});
