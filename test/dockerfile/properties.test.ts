import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import dinghy from "@tdurieux/dinghy";
import { DockerfileParser } from "dockerfile-ast";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixText, patchText } from "../../src/cli/fix/fix-text.ts";
import type { RepositoryFix } from "../../src/cli/fix/repository-fix.ts";
import { type FixResult, fixDockerfile } from "../../src/dockerfile/fix.ts";
import { TITLES } from "../../src/dockerfile/fixes/index.ts";
import type { Leak } from "../../src/dockerfile/leak.ts";
import { maskDiff } from "../../src/dockerfile/mask/mask-diff.ts";
import { readPairs } from "../../src/dockerfile/parse/pairs.ts";
import { parseDockerfile } from "../../src/dockerfile/parse/parse.ts";
import type { Instruction } from "../../src/dockerfile/parse/parsed-dockerfile.ts";
import { scratch } from "../support/scratch.ts";
import { requireTool } from "../support/tools.ts";
import { contextOf } from "./cases.ts";
import { type RandomDockerfile, randomDockerfile } from "./random-dockerfile.ts";

/** More find more: each run is of others. */
const RUNS = 150;

const FORMS = fc.constantFrom("docker", "buildah", "podman" as const);
const input = fc.record({ random: randomDockerfile, builder: FORMS });
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

const fix = ({ random, builder }: Input, now: { text?: string; files?: RandomDockerfile["files"] } = {}): FixResult =>
  fixDockerfile({
    text: now.text ?? random.text,
    path: "Dockerfile",
    leaks: random.leaks,
    context: contextOf({ ...random.files, ...now.files }),
    options: { builder },
  });

/** As the command shows it. */
const ofRepository = (result: FixResult): RepositoryFix => ({
  name: "t",
  named: [],
  dockerfiles: [{ result, built: result, folder: "", builder: "docker" }],
  changes: [
    { path: result.path, kind: "dockerfile", before: result.before, after: result.patchedText, notes: [] },
    ...(result.ignoreFile === undefined ? [] : [{ ...result.ignoreFile, kind: "ignore file" as const, notes: [] }]),
  ],
  steps: [],
  unbuilt: [],
  origin: [],
});

const holds = (property: (one: Input, result: FixResult) => void): void =>
  fc.assert(
    fc.property(input, (one) => {
      property(one, fix(one));
    }),
    { numRuns: RUNS },
  );

const keywords = (text: string): readonly string[] => parseDockerfile(text).instructions.map(({ keyword }) => keyword);
const instructions = (text: string): readonly (Instruction & { readonly text: string })[] =>
  parseDockerfile(text).instructions.map((at) => ({ ...at, text: text.slice(at.start, at.end) }));

const isSubsequence = <T>(some: readonly T[], all: readonly T[]): boolean => {
  let at = 0;
  for (const one of all) if (at < some.length && some[at] === one) at += 1;
  return at === some.length;
};

const byDinghy = (text: string): readonly string[] =>
  dinghy
    .parseDocker(text)
    .children.map(({ type }) => String(type))
    .filter((type) => /^DOCKER-(?!COMMENT)/.test(type));

/** It reads the shell of every RUN too, but no blank line in a continuation, and no other escape. */
const dinghyReads = (text: string): boolean => !/^\uFEFF?#\s*escape/m.test(text) && !/[\\`][ \t]*\r?\n\s*\n/.test(text);

/** Fixes that change what a RUN does. */
const REWRITING = /^(?:R[3-8]|R11|stage)$/;

const runsOf = (text: string): readonly string[] =>
  instructions(text)
    .filter((at) => at.keyword === "RUN")
    .map((at) => at.text);

/** Leaks of secrets that no step is left for. */
const settled = ({ leaks }: RandomDockerfile, { manual }: FixResult): readonly Leak[] => {
  const isLeft = ({ secretId }: Leak): boolean => manual.some((step) => step.leak.secretId === secretId);
  const left = new Set(leaks.filter(isLeft).map(({ name }) => name));
  return leaks.filter((leak) => !isLeft(leak) && !left.has(leak.name));
};

const EDITED = /^(?:ARG|ENV|COPY|ADD|RUN)$/;

describe("the fix of any Dockerfile", () => {
  it("proposes something or says what a person does", () =>
    holds(({ random }, { proposals, manual }) => {
      // What only a build stage has is as good as moved.
      const first = parseDockerfile(random.text).stages.length > 1 ? random.text.split(/^from debian/im)[0] : "";
      const isInside = random.leaks.every(({ path }) => path && first?.includes(path.replace(/^.*\//, "")));
      if (!isInside) expect(proposals.length + manual.length).toBeGreaterThan(0);
    }));

  it("changes nothing when it is made again", () =>
    holds((one, { patchedText, ignoreFile }) => {
      const files = ignoreFile ? { [ignoreFile.path]: ignoreFile.after } : {};
      const again = fix(one, { text: patchedText, files });
      expect([again.patchedText, again.proposals, again.ignoreFile]).toEqual([patchedText, [], undefined]);
    }));

  it("leaves a Dockerfile that three parsers read alike", () =>
    holds(({ random }, { patchedText }) => {
      expect(parseDockerfile(patchedText).problem).toBeUndefined();
      const ours = keywords(patchedText);
      const theirs = DockerfileParser.parse(patchedText).getInstructions();
      expect(theirs.map((at) => at.getKeyword().toUpperCase())).toEqual(ours);
      if (dinghyReads(random.text)) expect(byDinghy(patchedText)).toEqual(ours.map((keyword) => `DOCKER-${keyword}`));
    }));

  it("touches only what brings or uses a secret", () =>
    holds(({ random }, { patchedText, proposals }) => {
      const isSplit = proposals.some((one) => one.fix === "stage");
      const concerns = ({ keyword, text }: { keyword: string; text: string }): boolean =>
        keyword === "RUN" ||
        (isSplit && keyword === "FROM") ||
        (EDITED.test(keyword) && random.words.some((word) => text.includes(word))) ||
        /^(?:COPY|copy) \. /.test(text);
      const before = instructions(random.text);
      const after = instructions(patchedText);
      const others = before.filter((at) => !concerns(at)).map((at) => at.text);
      const kept = after.map((at) => at.text).filter((text) => others.includes(text));
      // A new stage has some of them again.
      if (isSplit) expect(isSubsequence(others, kept)).toBe(true);
      else {
        expect(kept).toEqual(others);
        const isShorter = isSubsequence(
          after.map((at) => at.keyword),
          before.map((at) => at.keyword),
        );
        expect(isShorter).toBe(true);
      }
      const comments = (text: string) =>
        text
          .replace(/^\uFEFF/, "")
          .split(/\r?\n/)
          .filter((line) => /^#(?! syntax)/.test(line));
      expect(comments(patchedText)).toEqual(comments(random.text));
    }));

  it("adds mounts to a RUN, and takes nothing from it but clean-up, where no other way is known", () =>
    holds(({ random }, { patchedText, proposals }) => {
      if (proposals.some((one) => REWRITING.test(one.fix))) return;
      const words = (text: string): readonly string[] =>
        text
          .replace(/ --mount=type=secret,\S+/g, "")
          .replace(
            /(?:if \[ -f \/run\/secrets\/\w+ \]; then )?\w+="\$\(cat \/run\/secrets\/\w+\)"(?: \|\| exit 1;|;| &&) export \w+(?: &&|;)(?: fi;)?/g,
            "",
          )
          .split(/[\s\\`;&]+/)
          .filter(Boolean);
      const before = runsOf(random.text).map(words);
      for (const text of runsOf(patchedText))
        expect(
          before.some((all) => isSubsequence(words(text), all)),
          text,
        ).toBe(true);
    }));

  it("leaves no declaration and no value of a secret that needs no person", () =>
    holds(({ random }, result) => {
      const { patchedText } = result;
      const names = settled(random, result).flatMap(({ kind, name }) => (kind === "label" ? [] : (name ?? [])));
      const declared = instructions(patchedText)
        .filter(({ keyword }) => /^(?:ARG|ENV)$/.test(keyword))
        .flatMap(readPairs);
      expect(declared.filter(({ name }) => names.includes(name))).toEqual([]);
      const isSettled = settled(random, result).length === random.leaks.length;
      if (isSettled) for (const value of random.values) expect(patchedText).not.toContain(value);
    }));

  it("gives a variable to every RUN that still reads it", () =>
    holds(({ random }, result) => {
      // The cut may part a variable from its use before any fix.
      if (parseDockerfile(random.text).stages.length > 1) return;
      for (const { kind, name } of settled(random, result)) {
        if (name === undefined || kind === "label") continue;
        const reads = new RegExp(`(?<!\\\\)\\$(?:${name}\\b|\\{${name}\\b)`);
        const gets = new RegExp(
          `--mount=type=secret,(?:\\S+,)?(?:id|env)=${name}\\b|\\b${name}="\\$\\(cat /run/secrets/`,
        );
        for (const text of runsOf(result.patchedText))
          if (reads.test(text.replace(/'[^']*'/g, ""))) expect(text).toMatch(gets);
      }
    }));

  it("keeps line ends, the byte order mark and the end of the file", () =>
    holds(({ random: { text } }, { patchedText }) => {
      expect(/(?<!\r)\n/.test(patchedText)).toBe(/(?<!\r)\n/.test(text));
      expect(patchedText.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"));
      // When the last line goes, a blank line above it is the last.
      if (!/\n\r?\n[^\n]+$/.test(text)) expect(/\n$/.test(patchedText)).toBe(/\n$/.test(text));
    }));

  it("shows no value", () =>
    holds(({ random }, result) => {
      const shown = fixText(ofRepository(result), () => []);
      const masked = maskDiff(patchText(ofRepository(result)), { leaks: random.leaks, before: random.text });
      const said = JSON.stringify([result.manual, result.notes, result.proposals, result.secretsMoved]);
      for (const value of random.values) expect(`${shown}${masked}${said}`).not.toContain(value);
    }));
});

const SAMPLES = fc.sample(input, { numRuns: 300, seed: 6 });

describe("the random Dockerfiles", () => {
  it("reach every rule", () => {
    const fixes = new Set(SAMPLES.flatMap((one) => fix(one).proposals.map((proposal) => proposal.fix)));
    expect([...fixes].sort()).toEqual(Object.keys(TITLES).sort());
  });
});

describe.each([
  ["git", ["apply", "--check", "all.patch"]],
  ["patch", ["-p1", "--binary", "--dry-run", "-i", "all.patch"]],
] as const)("%s", (program, args) => {
  it.skipIf(!requireTool(program))("takes the patch of every one", () => {
    const folder = scratch();
    const patches = SAMPLES.flatMap((one, at) => {
      const patch = patchText(ofRepository({ ...fix(one), path: `d${at}/Dockerfile` })).replace(
        /^(--- a|\+\+\+ b)\/\.dockerignore/gm,
        `$1/d${at}/.dockerignore`,
      );
      mkdirSync(join(folder, `d${at}`));
      writeFileSync(join(folder, `d${at}/Dockerfile`), one.random.text);
      return patch === "" ? [] : [patch];
    });
    expect(patches.length).toBeGreaterThan(100);
    writeFileSync(join(folder, "all.patch"), patches.join(""));
    execFileSync(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  });
});
