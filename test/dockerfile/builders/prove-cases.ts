import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canaryOf } from "../../../src/audit/prove/canary-scanner.ts";
import { searchImages } from "../../../src/audit/prove/search-images.ts";
import type { BuildOutcome } from "../../../src/builder/image-builder.ts";
import { type FixResult, fixDockerfile } from "../../../src/dockerfile/fix.ts";
import { openArchive } from "../../../src/registry/files/archive.ts";
import { startSshAgent } from "../../support/ssh-agent.ts";
import { requireTool } from "../../support/tools.ts";
import { contextOf } from "../cases.ts";
import { writeFiles } from "./base.ts";
import { type BuiltCase, CANARY } from "./built-case.ts";
import { NEVER, type OpenedBuilder, openBuilders, plain } from "./open-builders.ts";

/** Builds every case on every builder before and after its fix, and without the secret. */
export const proveCases = async (cases: readonly BuiltCase[]): Promise<void> => {
  const opened = await openBuilders();
  const withKeys = opened.length > 0 && cases.some(({ ssh }) => ssh) && requireTool("ssh-agent");
  const agent = withKeys ? await startSshAgent() : undefined;
  // Builders take turns, so that none waits for the lock of its store alone.
  const runs = cases
    .filter(({ ssh }) => !ssh || agent !== undefined)
    .flatMap((one) =>
      opened
        .filter(({ builder }) => one.only === undefined || one.only === builder.id)
        .filter(({ heredocs }) => heredocs || !one.heredoc)
        .flatMap((builder) => builder.forms.map((form): Run => ({ one, opened: builder, form, agent }))),
    );
  const titled = runs.map((run) => [`${run.one.what}: ${run.opened.builder.id}, ${run.form} form`, run] as const);
  describe.skipIf(runs.length === 0)("images built before and after the fix", () => {
    it.concurrent.each(titled)("%s", { timeout: 180_000 }, async (_title, run) => prove(run));
  });
};

interface Run {
  readonly one: BuiltCase;
  readonly opened: OpenedBuilder;
  readonly form: OpenedBuilder["forms"][number];
  /** Socket of an SSH agent. */
  readonly agent: string | undefined;
}

const prove = async ({ one, opened, form, agent }: Run): Promise<void> => {
  const { builder } = opened;
  const names = one.leaks.flatMap(({ kind, name }) => (kind === "file" ? [] : (name ?? [])));
  const buildArgs = Object.fromEntries(names.map((name) => [name, valueFor(one, name)]));
  const text = filled(one.dockerfile);
  const context = write(opened, { ...one.files, Dockerfile: text });
  const before = await search(await builder.build({ ...plain(context), buildArgs }, NEVER));
  expect(before.places).not.toEqual([]);

  const fixed = fixDockerfile({
    text,
    path: "Dockerfile",
    leaks: one.leaks,
    context: contextOf({ ...one.files, Dockerfile: text }),
    options: { builder: builder.id, form, addSyntax: false },
  });
  expect(fixed.manual).toEqual([]);
  if (one.fix !== undefined) expect(fixed.proposals.map(({ fix }) => fix)).toContain(one.fix);
  const ignore = fixed.ignoreFile ? { [fixed.ignoreFile.path]: fixed.ignoreFile.after } : {};
  const patched = write(opened, { ...one.files, ...ignore, Dockerfile: fixed.patchedText });
  const secrets = secretsOf(fixed, one, patched);
  const keys = agent !== undefined && fixed.secretsMoved.some(isKey) ? { ssh: agent } : {};
  const after = await search(await builder.build({ ...plain(patched), secrets, ...keys }, NEVER));
  expect(after).toEqual({ places: [], losses: [] });

  // A mount that is not required is simply absent.
  const without = await builder.build(plain(patched), NEVER);
  expect(without.ok, `${fixed.patchedText}\n${without.output}`).toBe(!one.required);
};

const canary = canaryOf("5eed".repeat(6));
const filled = (text: string): string => text.replaceAll(CANARY, canary);
let contexts = 0;

/** A fresh context of a case, with its Dockerfile. */
const write = ({ folder }: OpenedBuilder, files: Readonly<Record<string, string>>): string => {
  contexts += 1;
  const context = join(folder, `context-${contexts}`);
  const all = Object.entries(files).map(([path, text]): [string, string] => [path, filled(text)]);
  writeFiles(context, Object.fromEntries(all));
  return context;
};

const valueFor = ({ values }: BuiltCase, name: string): string => filled(values[name] ?? CANARY);

const isKey = ({ buildFlag }: FixResult["secretsMoved"][number]): boolean => buildFlag.startsWith("--ssh ");

/** Files with what the build command of the fix passes: variables have the value they had as build arguments. */
const secretsOf = (fixed: FixResult, one: BuiltCase, context: string) => {
  const folder = `${context}-secrets`;
  mkdirSync(folder, { mode: 0o700 });
  return fixed.secretsMoved
    .filter((moved) => !isKey(moved))
    .map(({ id, buildFlag }) => {
      const source = join(context, /,src=(.+)$/.exec(buildFlag)?.[1] ?? "");
      const file = join(folder, id);
      const name = /,env=(.+)$/.exec(buildFlag)?.[1] ?? id;
      const given = buildFlag.includes(",src=") && existsSync(source);
      const value = given ? readFileSync(source, "utf8") : valueFor(one, name);
      writeFileSync(file, value, { mode: 0o600 });
      return { id, file };
    });
};

const search = async (outcome: BuildOutcome) => {
  if (!outcome.ok) throw new Error(outcome.output);
  const target = { kind: "archive", format: "oci-archive", path: outcome.archive } as const;
  const source = await openArchive({ ...target, stdin: process.stdin }, NEVER);
  const { places, losses } = await searchImages(source, [canary], NEVER);
  return { places: places.map(({ place }) => place), losses };
};
