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
import { maskDiff } from "../../src/dockerfile/mask-diff.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import type { Instruction } from "../../src/dockerfile/parsed-dockerfile.ts";
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

const READ_FILE =
  /(?:if \[ -f \/run\/secrets\/\w+ \]; then )?\w+="\$\(cat \/run\/secrets\/\w+\)"(?: \|\| exit 1;|;| &&) export \w+(?: &&|;)(?: fi;)?/g;
const GIT_SETTING = / -c url\."https:\/\/\$\w+@([^"]+)"\.insteadOf="https:\/\/\1"(?= clone https:\/\/\1)/g;

/** Without mounts, what reads their files, and the one place where a value, or the user part of a git URL, is given now. */
const shellWords = (text: string, { values }: RandomDockerfile): readonly string[] =>
  text
    .replace(/ --mount=type=secret,\S+/g, "")
    .replace(READ_FILE, "")
    .replace(GIT_SETTING, "")
    .replace(/(?<=git clone https:\/\/)\$\w+@/, "")
    .replace(/(?<=tool --as )\S+/, (word) => (values.includes(word) || /^"\$\w+"$/.test(word) ? "VALUE" : word))
    .split(/[\s\\`;&]+/)
    .filter(Boolean);

const EDITED = /^(?:ARG|ENV|COPY|ADD|RUN)$/;

describe("the fix of any Dockerfile", () => {
  it("proposes something or says what a person does", () =>
    holds((_one, { proposals, manual }) => expect(proposals.length + manual.length).toBeGreaterThan(0)));

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

  /** A step that runs in a stage of its own takes what it needs along: all of the others are still there. */
  it("touches only what brings or uses a secret", () =>
    holds(({ random }, { patchedText, proposals }) => {
      const concerns = ({ keyword, text }: { keyword: string; text: string }): boolean =>
        keyword === "RUN" ||
        (EDITED.test(keyword) && random.words.some((word) => text.includes(word))) ||
        /^(?:COPY|copy) \. /.test(text);
      const before = instructions(random.text);
      const after = instructions(patchedText);
      const others = before.filter((at) => !concerns(at)).map((at) => at.text);
      const comments = (text: string) =>
        text
          .replace(/^\uFEFF/, "")
          .split(/\r?\n/)
          .filter((line) => /^#(?! syntax)/.test(line));
      if (proposals.some(({ fix: id }) => id === "stage")) {
        const kept = new Set(after.map((at) => at.text));
        expect(others.filter((text) => !/^FROM /i.test(text) && !kept.has(text))).toEqual([]);
        expect(comments(patchedText)).toEqual(expect.arrayContaining(comments(random.text)));
        return;
      }
      expect(
        isSubsequence(
          after.map((at) => at.keyword),
          before.map((at) => at.keyword),
        ),
      ).toBe(true);
      expect(after.map((at) => at.text).filter((text) => others.includes(text))).toEqual(others);
      expect(comments(patchedText)).toEqual(comments(random.text));
    }));

  it("adds mounts to a RUN, and takes nothing from it but clean-up", () =>
    holds(({ random }, { patchedText }) => {
      const before = instructions(random.text)
        .filter((at) => at.keyword === "RUN")
        .map((at) => shellWords(at.text, random));
      for (const at of instructions(patchedText).filter((one) => one.keyword === "RUN"))
        expect(
          before.some((all) => isSubsequence(shellWords(at.text, random), all)),
          at.text,
        ).toBe(true);
    }));

  it("keeps line ends, the byte order mark and the end of the file", () =>
    holds(({ random: { text } }, { patchedText }) => {
      expect(/(?<!\r)\n/.test(patchedText)).toBe(/(?<!\r)\n/.test(text));
      expect(patchedText.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"));
      expect(/\n$/.test(patchedText)).toBe(/\n$/.test(text));
    }));

  it("shows no value", () =>
    holds(({ random }, result) => {
      const shown = fixText(ofRepository(result));
      const masked = maskDiff(patchText(ofRepository(result)), { leaks: random.leaks, before: random.text });
      const said = JSON.stringify([result.manual, result.notes, result.proposals, result.secretsMoved]);
      for (const value of random.values) expect(`${shown}${masked}${said}`).not.toContain(value);
    }));
});

const SAMPLES = fc.sample(input, { numRuns: 300, seed: 6 });

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
