import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scratch } from "../../support/scratch.ts";
import { requireTool } from "../../support/tools.ts";
import { secret } from "../secret-scanner.ts";
import { scanEntries, scanFile, scanTexts } from "./scan-container.ts";

const FIXTURES = join(import.meta.dirname, "../../../fixtures/python");
const compiled = readdirSync(FIXTURES).filter((name) => name.endsWith(".pyc"));
const fixture = (name: string): Buffer => readFileSync(join(FIXTURES, name));

const NAMES = [
  "MODULE_PASSWORD",
  "FIRST_TOKEN",
  "SECOND_TOKEN",
  "password",
  "only_key",
  "CLASS_KEY",
  "default_token",
  "keyword",
  "attribute",
  "local",
  "named",
  "ENV_PASSWORD",
  "typed",
  "FALLBACK_KEY",
  "GLOBAL_KEY",
];

describe("compiled Python", () => {
  it.each(compiled)("%s: its constants stand with the names that they are assigned to", async (name) => {
    const path = `app/__pycache__/${name}`;
    const texts = await scanTexts(path, fixture(name));
    const lines = (texts[`${path}!/settings.py`] ?? "").split("\n");
    const named = lines.flatMap((line) => /^(\w+) = "SECRET-/.exec(line)?.[1] ?? []);
    expect(named.sort()).toEqual([...NAMES].sort());
    expect(lines).toContain(`CLASS_KEY = "${secret(5)}"`);
    for (const n of [15, 16, 17]) expect(lines).toContain(`"${secret(n)}"`);
    expect(lines.slice(lines.indexOf('PEM = """-----BEGIN-----')).slice(1, 3)).toEqual([secret(18), "-----END-----"]);
  });

  it.skipIf(!requireTool("python3"))("by the Python that is installed", async () => {
    const cwd = scratch();
    writeFileSync(`${cwd}/a.py`, `class A:\n    PASSWORD = "${secret(1)}"\n`);
    execFileSync("python3", ["-c", "import py_compile; py_compile.compile('a.py', cfile='a.pyc')"], { cwd });
    const texts = await scanTexts("a.pyc", readFileSync(`${cwd}/a.pyc`));
    expect(texts["a.pyc!/a.py"]).toContain(`"${secret(1)}"\n`);
  });

  it("of a version that is newer than all that are known gives its strings without names", async () => {
    const newer = fixture("settings.cpython-313.pyc");
    newer.writeUInt16LE(3700);
    const { found, skips } = await scanFile("settings.pyc", newer);
    expect(found).toHaveLength(18);
    expect(skips).toEqual([]);
  });

  it("that is cut, nested too deep or too large is scanned as it is, and said", async () => {
    const whole = fixture("settings.cpython-311.pyc");
    const deep = Buffer.concat([whole.subarray(0, 21 + 16), Buffer.alloc(30_000, ")\x01")]);
    for (const content of [whole.subarray(0, 500), deep])
      expect((await scanFile("a.pyc", content)).skips).toEqual([
        "a.pyc: compiled Python that is cut or damaged: scanned as it is",
      ]);
    expect((await scanFile("a.pyc", whole, { limits: { heldBytes: 500 } })).skips).toEqual([
      "a.pyc: compiled Python of more than 500 bytes: scanned as it is",
    ]);
  });

  it("with any damage neither throws nor hangs", async () => {
    const last = { path: "last", content: secret(9) };
    const hit = fc.record({ at: fc.nat(1500), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...compiled), fc.array(hit, { maxLength: 8 }), async (name, hits) => {
        const content = fixture(name);
        for (const { at, byte } of hits) content[17 + (at % (content.length - 17))] = byte;
        expect((await scanEntries([{ path: "a.pyc", content }, last])).found).toContain(`last: ${secret(9)}`);
      }),
      { numRuns: 300 },
    );
  });
});
