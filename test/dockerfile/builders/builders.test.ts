import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canaryOf } from "../../../src/audit/prove/canary-scanner.ts";
import { searchImages } from "../../../src/audit/prove/search-images.ts";
import type { BuildOutcome } from "../../../src/builder/image-builder.ts";
import { type FixResult, fixDockerfile } from "../../../src/dockerfile/fix.ts";
import { openArchive } from "../../../src/registry/files/archive.ts";
import { contextOf } from "../cases.ts";
import { writeFiles } from "./base.ts";
import { type BuiltCase, CANARY, CASES } from "./cases.ts";
import { NEVER, type OpenedBuilder, openBuilders, plain } from "./open-builders.ts";

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

/** Files with what the build command of the fix passes: variables have the value they had as build arguments. */
const secretsOf = (fixed: FixResult, one: BuiltCase, context: string) => {
  const folder = `${context}-secrets`;
  mkdirSync(folder, { mode: 0o700 });
  return fixed.secretsMoved.map(({ id, buildFlag }) => {
    const source = /,src=(.+)$/.exec(buildFlag)?.[1];
    const file = join(folder, id);
    const name = /,env=(.+)$/.exec(buildFlag)?.[1] ?? id;
    const value = source === undefined ? valueFor(one, name) : readFileSync(join(context, source), "utf8");
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

const builders = await openBuilders();
/** Builders take turns, so that none waits for the lock of its store alone. */
const runs = CASES.flatMap((one) =>
  builders
    .filter(({ heredocs }) => heredocs || !one.heredoc)
    .flatMap((opened) => opened.forms.map((form) => ({ one, opened, form }))),
);
const titled = runs.map((run) => [`${run.one.what}: ${run.opened.builder.id}, ${run.form} form`, run] as const);

describe.skipIf(runs.length === 0)("images built before and after the fix", () => {
  it.concurrent.each(titled)("%s", { timeout: 180_000 }, async (_title, { one, opened, form }) => {
    const { builder } = opened;
    const names = one.leaks.flatMap(({ kind, name }) => (kind === "file" ? [] : (name ?? [])));
    const buildArgs = Object.fromEntries(names.map((name) => [name, valueFor(one, name)]));
    const context = write(opened, { ...one.files, Dockerfile: one.dockerfile });
    const before = await search(await builder.build({ ...plain(context), buildArgs }, NEVER));
    expect(before.places).not.toEqual([]);

    const fixed = fixDockerfile({
      text: one.dockerfile,
      path: "Dockerfile",
      leaks: one.leaks,
      context: contextOf({ ...one.files, Dockerfile: one.dockerfile }),
      options: { builder: builder.id, form, addSyntax: false },
    });
    expect(fixed.manual).toEqual([]);
    const ignore = fixed.ignoreFile ? { [fixed.ignoreFile.path]: fixed.ignoreFile.after } : {};
    const patched = write(opened, { ...one.files, ...ignore, Dockerfile: fixed.patchedText });
    const secrets = secretsOf(fixed, one, patched);
    const after = await search(await builder.build({ ...plain(patched), secrets }, NEVER));
    expect(after).toEqual({ places: [], losses: [] });

    // A mount that is not required is simply absent.
    const without = await builder.build(plain(patched), NEVER);
    expect(without.ok, without.output).toBe(!one.required);
  });
});
