import type { Leak } from "../../dockerfile/leak.ts";
import { MANUAL_ADVICE, type ManualCode } from "../../dockerfile/manual.ts";
import type { RemediationModel, RemediationSecret, RemediationStep } from "../../report/remediation-view.ts";
import { version } from "../version.ts";
import { buildCommand } from "./build-command.ts";
import {
  type DockerfileFix,
  dockerfileVerdict,
  type RepositoryFix,
  repositoryVerdict,
  secretVerdicts,
  shownId,
} from "./repository-fix.ts";
import { shellWord } from "./shell-word.ts";
import { type FindValues, shownFix } from "./shown-diff.ts";

/** What the plan of a case says of a secret. */
export interface PlannedSecret {
  readonly runbook: string;
  readonly wave: number;
}

interface From {
  readonly planned: ReadonlyMap<string, PlannedSecret>;
  readonly patch: string | undefined;
  /** Flags that a check needs again, besides those that name the source: `["--db", "exhume.db"]`. */
  readonly again: readonly string[];
  /** False: secrets are guessed from names and shapes. */
  readonly seen: boolean;
  readonly find: FindValues;
}

/** All that REMEDIATION.md tells of one source tree. */
export const remediationOf = (whole: RepositoryFix, { planned, patch, again, seen, find }: From): RemediationModel => {
  const { fix } = shownFix(whole, find);
  const results = fix.dockerfiles.map(({ result }) => result);
  return {
    name: fix.name,
    tool: { name: "exhume", version: version() },
    verdict: repositoryVerdict(fix) ?? "auto",
    seen,
    patch,
    origin: fix.origin,
    files: fix.changes.map(({ path, kind, notes }) => ({ path, kind, notes })),
    secrets: secretVerdicts(results).map((one): RemediationSecret => {
      const { leaks, ...secret } = one;
      return { ...secret, ways: [...new Set(leaks.map(wayOf))], ...planned.get(one.id) };
    }),
    dockerfiles: fix.dockerfiles.map((one) => ({
      path: one.result.path,
      verdict: dockerfileVerdict(one.result),
      builder: builderPhrase(one),
      build: buildCommand(one),
      fixes: one.result.proposals.map(({ fix: id, title, verdict, leaks, notes }) => ({
        id,
        title,
        verdict,
        secrets: [...new Set(leaks.map(({ secretId }) => secretId))],
        notes,
      })),
    })),
    passed: distinctInputs(results.flatMap(({ secretsMoved }) => secretsMoved)),
    manual: manualSteps(fix),
    unbuilt: fix.unbuilt.map((place) => unbuiltPhrase(fix, place)),
    afterwards: [...new Set(results.flatMap(({ notes }) => notes))],
    checks: checks(fix, again),
  };
};

/** `buildah: .gitlab-ci.yml line 12`; without a place it was asked for, or is what most use. */
export const builderPhrase = ({ builder, builderFrom }: Pick<DockerfileFix, "builder" | "builderFrom">): string =>
  builderFrom === undefined ? builder : `${builder}: ${builderFrom}`;

/** A Dockerfile that no file of the tree is known to build, or a place where a build was not understood. */
export const unbuiltPhrase = ({ dockerfiles }: RepositoryFix, place: string): string =>
  dockerfiles.some(({ result }) => result.path === place)
    ? `${place}: no file here is known to build it`
    : `${place}: it was not understood`;

const distinctInputs = (all: RemediationModel["passed"]): RemediationModel["passed"] => [
  ...new Map(all.map(({ id, form, source }) => [id, { id, form, source }])).values(),
];

/** Where it stands, in words. */
const wayOf = ({ kind, name = "the value", path }: Leak): string => {
  const place: Readonly<Partial<Record<Leak["kind"], string>>> = {
    file: `/${(path ?? "").replace(/^\//, "")} is in a layer`,
    env: `${name} is an environment variable of the image`,
    label: `${name} is a label of the image`,
    history: `${name} is in the history of the build`,
    attestation: `${name} is in the provenance of the build`,
    command: "the command of the image holds it",
  };
  return place[kind] ?? `${name} is in the config of the image`;
};

const manualSteps = ({ dockerfiles, steps }: RepositoryFix): readonly RemediationStep[] => [
  ...dockerfiles.flatMap(({ result }) =>
    result.manual.map(({ code, line, reason, advice, leak, sketch }) => ({
      code,
      at: line === undefined ? result.path : `${result.path} line ${line}`,
      what: `${leak.title} ${shownId(leak.secretId)}: ${reason}`,
      advice,
      ...(sketch === undefined ? {} : { sketch }),
    })),
  ),
  ...steps.map(({ code, path, line, reason, sketch }) => ({
    code,
    at: line === undefined ? path : `${path} line ${line}`,
    what: reason,
    advice: stepAdvice(code),
    ...(sketch === undefined ? {} : { sketch }),
  })),
];

/** What to do about a step in a file that starts builds. */
export const stepAdvice = (code: ManualCode): string => BUILD_ADVICE[code] ?? MANUAL_ADVICE[code].advice;

/** The rest is said of Dockerfiles. */
const BUILD_ADVICE: Readonly<Partial<Record<ManualCode, string>>> = {
  R11: "remove it from the history of the source repository: whoever could read that knows it",
  M7: "change it by hand: what builds it passes a secret in place of the build argument",
};

/** `--prove` needs a source; an audit of the new image is the proof that counts. */
const checks = ({ root, named, changes }: RepositoryFix, again: readonly string[]): readonly string[] => [
  ...(root === undefined || changes.length === 0
    ? []
    : [["exhume fix", ...[...named, ...again].map(shellWord), "--prove"].join(" ")]),
  "exhume audit registry.example.com/team/app:NEW-TAG --db after.db",
];
