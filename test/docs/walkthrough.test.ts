import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOrganisation, pushOrganisation } from "../demo/organisation.ts";
import { exhume } from "../support/exhume.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { permanentScratch } from "../support/scratch.ts";
import { blocksOf, wordsOf } from "./blocks.ts";

interface Step {
  readonly command: string;
  /** What the document shows; `...` stands for what it leaves out. */
  readonly shown: readonly string[];
}

const steps = blocksOf("docs/walkthrough.md")
  .filter(({ language }) => language === "console")
  .flatMap(({ lines }) => stepsOf(lines));

function stepsOf(lines: readonly string[]): readonly Step[] {
  const starts = lines.flatMap((line, index) => (line.startsWith("$ ") ? [index] : []));
  return starts.map((start, index) => ({
    command: lines[start]!.slice(2),
    shown: lines.slice(start + 1, starts[index + 1] ?? lines.length),
  }));
}

/** What differs from run to run: ids, digests, days, times. */
const alike = (line: string): string =>
  line
    .replace(/sha256:[0-9a-f]{12,64}/g, "DIGEST")
    .replace(/\b[0-9a-f]{12}\b/g, "ID")
    .replace(/\b\d{4}-\d{2}-\d{2}(?:T[\d:]+)?/g, "DAY")
    .replace(/\b\d{2}:\d{2}\b/g, "TIME")
    .replace(/\b\d+(?:s|m)\b(?: {2,})?/g, "TOOK ")
    .trimEnd();

describe("the walkthrough", () => {
  const cwd = permanentScratch();
  /** Ids of this run by those of the document, as the lines that show them tell. */
  const ids = new Map<string, string>();
  let registry: TestRegistry;

  beforeAll(async () => {
    const organisation = createOrganisation();
    registry = await startRegistry();
    pushOrganisation(registry, organisation);
    for (const [repository, { dockerfile, files }] of organisation.dockerfiles)
      for (const [path, content] of [["Dockerfile", dockerfile] as const, ...files]) {
        const file = join(cwd, "src", repository.replace("/", "-"), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
  });
  afterAll(() => registry.close());

  it("has the whole way, from the audit to the log", () => {
    const verbs = new Set(steps.map(({ command }) => wordsOf(command)[1]));
    for (const verb of [
      "audit",
      "coverage",
      "secrets",
      "show",
      "report",
      "plan",
      "track",
      "fix",
      "evidence",
      "close",
      "purge",
      "runs",
      "log",
    ])
      expect(verbs).toContain(verb);
  });

  it.each(steps)("$command", async ({ command, shown }) => {
    const args = wordsOf(command)
      .slice(1)
      .map((word) => ids.get(word) ?? word);
    const env = { EXHUME_ENDPOINT: `registry.shop.example=http://${registry.host}` };
    const { stdout, stderr, status } = await exhume(args, { cwd, env });
    expect(status, stderr).toBeLessThan(2);
    expectShown(
      shown,
      [stdout, stderr].flatMap((text) => (text === "" ? [] : text.trimEnd().split("\n"))),
    );
  });

  /** Each line of the document is there, in its order; without `...` before it, it follows on the one above. */
  function expectShown(shown: readonly string[], told: readonly string[]): void {
    let at = 0;
    let skipping = false;
    for (const line of shown) {
      if (line === "...") {
        skipping = true;
        continue;
      }
      const from = at;
      while (skipping && at < told.length && alike(told[at]!) !== alike(line)) at++;
      if (at === told.length) throw new Error(`not shown: ${line}\n\n${told.slice(from).join("\n")}`);
      expect(alike(told[at]!)).toBe(alike(line));
      learn(line, told[at]!);
      at++;
      skipping = false;
    }
  }

  function learn(line: string, real: string): void {
    const [before, now] = [line, real].map((text) => text.match(/\b[0-9a-f]{12}\b/g) ?? []);
    before!.forEach((id, index) => {
      if (!ids.has(id)) ids.set(id, now![index] ?? id);
    });
  }
});
