import { rmSync } from "node:fs";
import { join } from "node:path";
import type { BuildOutcome, BuildRequest, ImageBuilder } from "../../builder/image-builder.ts";
import type { FixResult } from "../../dockerfile/fix.ts";
import { parseDockerfile } from "../../dockerfile/parse/parse.ts";
import { userAt } from "../../dockerfile/parse/scope.ts";
import type { Scanner } from "../../domain/finding.ts";
import { openArchive } from "../../registry/files/archive.ts";
import { openLayout } from "../../registry/files/layout.ts";
import { buildFailure } from "./build-failure.ts";
import { layOut, type PreparedProof, prepareProof } from "./prepare-proof.ts";
import type { BuildSide, Proof, ProofFacts, ProvenSecret, TrailSide } from "./proof.ts";
import { provenSecrets } from "./proven-secrets.ts";
import { searchImages } from "./search-images.ts";

export interface ProveFix {
  readonly result: FixResult;
  /** The source tree, and the paths of its files. */
  readonly root: string;
  readonly files: readonly string[];
  readonly builder: ImageBuilder;
  /** An empty folder of our own; the caller removes it. */
  readonly folder: string;
  /** Finds real values, which no builder gets to see. */
  readonly scanner: Scanner;
  /** Steps get no network, where the builder can do that. */
  readonly offline: boolean;
}

/** Builds a Dockerfile as it was and as it is fixed, with canaries for secrets, and looks for them in both images. */
export const proveFix = async (input: ProveFix, signal: AbortSignal): Promise<Proof> => {
  const { result } = input;
  const secrets = provenSecrets(result, input.files);
  const prepared = await prepareProof({ ...input, secrets }, signal);
  const run = { input, prepared, secrets };
  const before = await buildBefore(run, signal);
  const after = await buildAfter(run, signal);
  const isRequired = secrets.some(({ required }) => required);
  const without =
    after.side.kind === "built" && isRequired ? await buildWithout(after.request, run, signal) : undefined;
  const trail = after.side.kind === "built" ? await searchTrail(after.request, run, signal) : NONE;
  return {
    path: result.path,
    secrets,
    facts: { before, after: after.side, trail, ...(without === undefined ? {} : { without }) },
    users: usersOf(result.patchedText),
    notes: [...after.notes, ...prepared.left.map((line) => `not in the builds: ${line}`)],
  };
};

const NONE: TrailSide = { kind: "none" };

interface Run {
  readonly input: ProveFix;
  readonly prepared: PreparedProof;
  readonly secrets: readonly ProvenSecret[];
}

const buildBefore = async (run: Run, signal: AbortSignal): Promise<BuildSide> => {
  const { prepared } = run;
  layOut(prepared, [{ path: run.input.result.path, text: prepared.before }]);
  return look(await run.input.builder.build(requestOf(run, { buildArgs: prepared.buildArgs }), signal), run, signal);
};

interface Built {
  readonly side: BuildSide;
  readonly request: BuildRequest;
  readonly notes: readonly string[];
}

const buildAfter = async (run: Run, signal: AbortSignal): Promise<Built> => {
  const { path, before, ignoreFile } = run.input.result;
  const { prepared } = run;
  const ignore = ignoreFile === undefined ? [] : [{ path: ignoreFile.path, text: ignoreFile.after }];
  const request = requestOf(run, { secrets: prepared.mounts });
  const attempt = async (text: string): Promise<BuildSide> => {
    layOut(prepared, [...ignore, { path, text }]);
    return look(await run.input.builder.build(request, signal), run, signal);
  };
  const side = await attempt(prepared.after);
  const isOurs = parseDockerfile(before).syntax === undefined;
  if (side.kind === "built" || side.why !== "frontend" || !isOurs) return { side, request, notes: [] };
  const plain = prepared.after.replace(/^(\uFEFF?(?:#!.*\n)?)# syntax=.*\r?\n/, "$1");
  return { side: await attempt(plain), request, notes: [`built without the # syntax= line: ${side.line}`] };
};

const requestOf = (
  { input, prepared }: Run,
  more: Partial<Pick<BuildRequest, "secrets" | "buildArgs">>,
): BuildRequest => ({
  context: prepared.context,
  dockerfile: join(prepared.context, input.result.path),
  secrets: [],
  buildArgs: {},
  offline: input.offline,
  ...more,
});

const look = async (outcome: BuildOutcome, { secrets }: Run, signal: AbortSignal): Promise<BuildSide> => {
  if (!outcome.ok) return { kind: "failed", ...buildFailure(outcome) };
  return { kind: "built", found: await searchArchive(outcome.archive, secrets, signal) };
};

const searchArchive = async (path: string, secrets: readonly ProvenSecret[], signal: AbortSignal) => {
  const target = { kind: "archive", format: "oci-archive", path, stdin: process.stdin } as const;
  const found = await searchImages(await openArchive(target, signal), canariesOf(secrets), signal);
  rmSync(path);
  return found;
};

const canariesOf = (secrets: readonly ProvenSecret[]): readonly string[] => secrets.map(({ canary }) => canary);

const buildWithout = async (
  request: BuildRequest,
  { input }: Run,
  signal: AbortSignal,
): Promise<ProofFacts["without"] & string> => {
  const outcome = await input.builder.build({ ...request, secrets: [] }, signal);
  if (outcome.ok) return "builds";
  return outcome.timedOut ? "timeout" : "fails";
};

const searchTrail = async (request: BuildRequest, { input, secrets }: Run, signal: AbortSignal): Promise<TrailSide> => {
  const outcome = await input.builder.trail?.(request, signal);
  if (outcome === undefined) return NONE;
  if (!outcome.ok) return { kind: "failed", line: buildFailure({ ...outcome, timedOut: false }).line };
  const image = await searchArchive(outcome.archive, secrets, signal);
  const source = await openLayout({ path: outcome.cache });
  const cache = await searchImages(source, canariesOf(secrets), signal);
  const found = {
    blobs: image.blobs + cache.blobs,
    places: [...image.places, ...cache.places],
    losses: [...image.losses, ...cache.losses],
  };
  return { kind: "searched", found };
};

/** Who runs the steps that have a secret, besides root. */
const usersOf = (text: string): readonly string[] => {
  const file = parseDockerfile(text);
  const runs = file.instructions.filter(({ flags }) => flags.some(({ value }) => value.includes("type=secret")));
  return [...new Set(runs.map((at) => userAt(file, at)))].filter((user) => !/^(?:root|0)(?::|$)/.test(user));
};
