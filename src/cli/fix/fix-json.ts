import { version } from "../version.ts";
import { buildCommand } from "./build-command.ts";
import { type PlannedSecret, stepAdvice } from "./remediation.ts";
import {
  type DockerfileFix,
  dockerfileVerdict,
  type RepositoryFix,
  repositoryVerdict,
  secretVerdicts,
} from "./repository-fix.ts";
import { type FindValues, type ShowDiff, shownFix } from "./shown-diff.ts";

interface Known {
  readonly planned: ReadonlyMap<string, PlannedSecret>;
  readonly find: FindValues;
}

/** What `exhume fix --format json` writes: templates/fix.schema.json. Diffs are masked. */
export const fixJson = (fixes: readonly RepositoryFix[], known: Known) => ({
  version: 1,
  tool: "exhume",
  toolVersion: version(),
  repositories: fixes.map((fix) => repositoryJson(fix, known)),
});

const repositoryJson = (whole: RepositoryFix, { planned, find }: Known) => {
  const { fix, show } = shownFix(whole, find);
  return {
    name: fix.name,
    reconstructed: fix.root === undefined,
    verdict: repositoryVerdict(fix) ?? "none",
    notes: [...fix.origin, ...new Set(fix.dockerfiles.flatMap(({ result }) => result.notes))],
    secrets: secretVerdicts(fix.dockerfiles.map(({ result }) => result)).map(({ leaks: _leaks, ...secret }) => ({
      ...secret,
      ...planned.get(secret.id),
    })),
    dockerfiles: fix.dockerfiles.map((one) => dockerfileJson(one, show)),
    files: fix.changes.map(({ path, kind, before, notes }) => ({ path, kind, isNew: before === undefined, notes })),
    steps: fix.steps.map((step) => ({ ...step, advice: stepAdvice(step.code) })),
    unbuilt: fix.unbuilt,
  };
};

const dockerfileJson = (one: DockerfileFix, show: ShowDiff) => {
  const { result, folder, builder, builderFrom } = one;
  const { path, before, patchedText, proposals, manual, secretsMoved, droppedArgs } = result;
  const build = buildCommand(one);
  return {
    path,
    context: folder === "" ? "." : folder,
    builder,
    ...(builderFrom === undefined ? {} : { builderFrom }),
    verdict: dockerfileVerdict(result) ?? "none",
    fixes: proposals.map(({ fix, title, verdict, leaks: of, notes }) => ({
      id: fix,
      title,
      verdict,
      secrets: [...new Set(of.map(({ secretId }) => secretId))],
      notes,
    })),
    manual: manual.map(({ code, reason, advice, leak, line, sketch }) => ({
      code,
      secret: leak.secretId,
      ...(line === undefined ? {} : { line }),
      reason,
      advice,
      ...(sketch === undefined ? {} : { sketch }),
    })),
    moved: secretsMoved,
    droppedArgs,
    ...(build === undefined ? {} : { build }),
    diff: show({ path, before, after: patchedText, kind: "dockerfile" }),
  };
};
