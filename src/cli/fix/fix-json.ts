import { unifiedDiff } from "../../dockerfile/diff.ts";
import { MANUAL_ADVICE } from "../../dockerfile/manual.ts";
import { maskDiff } from "../../dockerfile/mask-diff.ts";
import { version } from "../version.ts";
import { buildCommand } from "./build-command.ts";
import type { PlannedSecret } from "./remediation.ts";
import {
  type DockerfileFix,
  dockerfileVerdict,
  type RepositoryFix,
  repositoryVerdict,
  secretVerdicts,
} from "./repository-fix.ts";

/** What `exhume fix --format json` writes: templates/fix.schema.json. Diffs are masked. */
export const fixJson = (fixes: readonly RepositoryFix[], planned: ReadonlyMap<string, PlannedSecret>) => ({
  version: 1,
  tool: "exhume",
  toolVersion: version(),
  repositories: fixes.map((fix) => repositoryJson(fix, planned)),
});

const repositoryJson = (fix: RepositoryFix, planned: ReadonlyMap<string, PlannedSecret>) => ({
  name: fix.name,
  reconstructed: fix.root === undefined,
  verdict: repositoryVerdict(fix) ?? "none",
  notes: [...fix.origin, ...new Set(fix.dockerfiles.flatMap(({ result }) => result.notes))],
  secrets: secretVerdicts(fix.dockerfiles.map(({ result }) => result)).map(({ leaks: _leaks, ...secret }) => ({
    ...secret,
    ...planned.get(secret.id),
  })),
  dockerfiles: fix.dockerfiles.map(dockerfileJson),
  files: fix.changes.map(({ path, kind, before, notes }) => ({ path, kind, isNew: before === undefined, notes })),
  steps: fix.steps.map((step) => ({ ...step, advice: MANUAL_ADVICE[step.code].advice })),
  unbuilt: fix.unbuilt,
});

const dockerfileJson = (one: DockerfileFix) => {
  const { result, folder, builder, builderFrom } = one;
  const { path, before, patchedText, proposals, manual, secretsMoved, droppedArgs } = result;
  const leaks = [...proposals.flatMap((fix) => fix.leaks), ...manual.map(({ leak }) => leak)];
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
    diff: maskDiff(unifiedDiff(path, before, patchedText), { leaks, before }),
  };
};
