import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FixResult } from "../../dockerfile/fix.ts";
import { leakedValues } from "../../dockerfile/mask/leaked-values.ts";
import { readPairs } from "../../dockerfile/parse/pairs.ts";
import { parseDockerfile } from "../../dockerfile/parse/parse.ts";
import type { Scanner } from "../../domain/finding.ts";
import { copyTree } from "./copy-tree.ts";
import type { ProvenSecret } from "./proof.ts";
import { replaceFound } from "./replace-values.ts";

export interface PrepareProof {
  readonly result: FixResult;
  /** The source tree. */
  readonly root: string;
  /** An empty folder of our own. */
  readonly folder: string;
  readonly scanner: Scanner;
  readonly secrets: readonly ProvenSecret[];
}

export interface PreparedProof {
  readonly context: string;
  /** Dockerfiles in which canaries stand for the values. */
  readonly before: string;
  readonly after: string;
  /** What the old build command passes: canaries. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What the new one passes. */
  readonly mounts: readonly { readonly id: string; readonly file: string }[];
  /** What of the tree is not in the context. */
  readonly left: readonly string[];
}

/** Lays out a build context, two Dockerfiles and files with secrets, all with canaries in place of real values. */
export const prepareProof = async (input: PrepareProof, signal: AbortSignal): Promise<PreparedProof> => {
  const { result, root, folder, scanner, secrets } = input;
  const context = join(folder, "context");
  const files = new Map(secrets.filter(({ kind }) => kind === "file").map(({ label, canary }) => [label, canary]));
  const spare = secrets[0]?.canary ?? "";
  const canaryFor = (path: string): string => files.get(path) ?? spare;
  mkdirSync(context, { mode: 0o700 });
  const { left } = await copyTree({ root, to: context, scanner, canaryFor, leaked: new Set(files.keys()) }, signal);
  const mask = maskText(input);
  return {
    context,
    before: mask(result.before),
    after: mask(result.patchedText),
    buildArgs: Object.fromEntries(declaredArgs(input).map((one) => [one.label, canaryValue(one)])),
    mounts: writeMounts(input, context),
    left,
  };
};

/** A Dockerfile without the values that stand in it; one that a name has gets the canary of that name. */
const maskText = ({ result, secrets, scanner }: PrepareProof): ((text: string) => string) => {
  const { before, proposals, manual, path } = result;
  const leaks = [...proposals.flatMap((one) => one.leaks), ...manual.map(({ leak }) => leak)];
  const spare = literalSecret(before, secrets)?.canary ?? "";
  const found = replaceFound(Buffer.from(before), { path, canary: spare, scanner }).values;
  const named = new Map(
    parseDockerfile(before)
      .instructions.filter(({ keyword }) => /^(?:ARG|ENV|LABEL)$/.test(keyword))
      .flatMap(readPairs)
      .flatMap(({ name, value }) => {
        const secret = secrets.find(({ label }) => label === name);
        return value === undefined || secret === undefined ? [] : [[value, secret.canary] as const];
      }),
  );
  const values = [...new Set([...leakedValues(before, leaks), ...found])].sort((a, b) => b.length - a.length);
  return (text) => values.reduce((all, value) => all.replaceAll(value, () => named.get(value) ?? spare), text);
};

/** The secret of a value that stands in a step: one whose name the old Dockerfile does not declare. */
const literalSecret = (before: string, secrets: readonly ProvenSecret[]): ProvenSecret | undefined =>
  secrets.find(({ label, kind }) => kind === "variable" && !declares(before, label)) ?? secrets[0];

const declares = (text: string, name: string): boolean =>
  parseDockerfile(text).instructions.some(
    (at) => /^(?:ARG|ENV)$/.test(at.keyword) && readPairs(at).some((pair) => pair.name === name),
  );

const declaredArgs = ({ result, secrets }: PrepareProof): readonly ProvenSecret[] => {
  const names = new Set(
    parseDockerfile(result.before)
      .instructions.filter(({ keyword }) => keyword === "ARG")
      .flatMap(readPairs)
      .map(({ name }) => name),
  );
  return secrets.filter(({ kind, label }) => kind === "variable" && names.has(label));
};

/** A variable that is an address gets one that leads nowhere (RFC 2606). */
const canaryValue = ({ label, canary }: ProvenSecret): string =>
  /(?:^|_)(?:URL|URI|DSN)$/i.test(label) ? `https://exhume:${canary}@exhume.invalid/` : canary;

const writeMounts = ({ folder, secrets }: PrepareProof, context: string): PreparedProof["mounts"] => {
  const mounts = join(folder, "secrets");
  mkdirSync(mounts, { mode: 0o700 });
  return secrets.flatMap((secret, index) => {
    if (secret.id === undefined || secret.problem !== undefined) return [];
    if (secret.kind === "file") return [{ id: secret.id, file: join(context, secret.label) }];
    const file = join(mounts, String(index));
    writeFileSync(file, canaryValue(secret), { mode: 0o600 });
    return [{ id: secret.id, file }];
  });
};

/** Puts a Dockerfile, and the ignore file when it changes, into the context. */
export const layOut = (
  { context }: Pick<PreparedProof, "context">,
  files: readonly { readonly path: string; readonly text: string }[],
): void => {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    // A link in its place is not followed.
    rmSync(join(context, path), { force: true });
    writeFileSync(join(context, path), text);
  }
};
