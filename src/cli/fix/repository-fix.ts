import type { BundleStep } from "../../dockerfile/bundle/bundle.ts";
import type { FixResult } from "../../dockerfile/fix.ts";
import type { Builder } from "../../dockerfile/ignore-file.ts";
import type { Leak } from "../../dockerfile/leak.ts";
import type { SourceTree } from "../source-tree.ts";

/** `manual`: some of it, or all, is left to a person. */
export type Verdict = "auto" | "auto+confirm" | "manual";

/** A Dockerfile of a source tree with what its fix says; all paths are those of the tree. */
export interface DockerfileFix {
  readonly result: FixResult;
  /** The same with paths of the folder that it is built in. */
  readonly built: FixResult;
  /** Folder of the tree that it is built in, `""` for the root. */
  readonly folder: string;
  readonly builder: Builder;
  /** What says so: `.gitlab-ci.yml line 12`. */
  readonly builderFrom?: string;
}

/** A file of the tree that changes; `before` is undefined when it is new. */
export interface TreeChange {
  readonly path: string;
  readonly kind: "dockerfile" | "ignore file" | "build";
  readonly before: string | undefined;
  readonly after: string;
  readonly notes: readonly string[];
}

/** All that is to be done in one source tree. */
export interface RepositoryFix {
  /** As files that are written of it are called: no folder in it. */
  readonly name: string;
  /** Undefined: there is no source, the Dockerfile is reconstructed. */
  readonly root?: string;
  readonly tree?: SourceTree;
  /** Flags that name it: `["--source", "../app"]`. */
  readonly named: readonly string[];
  readonly dockerfiles: readonly DockerfileFix[];
  readonly changes: readonly TreeChange[];
  /** In files that start builds. */
  readonly steps: readonly BundleStep[];
  readonly unbuilt: readonly string[];
  /** Lines that say where the Dockerfile is from and what it lacks, when no source was given; or what was not read. */
  readonly origin: readonly string[];
}

/** What becomes of one secret in one tree. */
export interface SecretVerdict {
  readonly id: string;
  readonly title: string;
  readonly preview: string;
  readonly verdict: Verdict;
  /** Fixes and codes: `R1`, `M9`. */
  readonly by: readonly string[];
  readonly leaks: readonly Leak[];
}

/** Undefined when nothing is to be done. */
export const dockerfileVerdict = ({ proposals, manual }: FixResult): Verdict | undefined =>
  worst([...proposals.map(({ verdict }) => verdict), ...manual.map(() => "manual" as const)]);

export const repositoryVerdict = ({ dockerfiles, steps }: RepositoryFix): Verdict | undefined =>
  worst([
    ...dockerfiles.flatMap(({ result }) => dockerfileVerdict(result) ?? []),
    ...steps.map(() => "manual" as const),
  ]);

const ORDER: readonly Verdict[] = ["auto", "auto+confirm", "manual"];

const worst = (verdicts: readonly Verdict[]): Verdict | undefined => ORDER.findLast((one) => verdicts.includes(one));

/** For people: what `--lint` guesses goes by its name, path or line. */
export const shownId = (id: string): string => id.replace(/^lint:/, "");

/** Every secret once, in the order in which the Dockerfiles tell of it. R0 follows from the others. */
export const secretVerdicts = (results: readonly FixResult[]): readonly SecretVerdict[] => {
  const told = results.flatMap(({ proposals, manual }) => [
    ...proposals
      .filter(({ fix }) => fix !== "R0")
      .flatMap(({ fix, verdict, leaks }) =>
        leaks.map((leak) => ({ leak, code: fix as string, verdict: verdict as Verdict })),
      ),
    ...manual.map(({ code, leak }) => ({ leak, code: code as string, verdict: "manual" as const })),
  ]);
  return [...new Set(told.map(({ leak }) => leak.secretId))].flatMap((id) => {
    const all = told.filter(({ leak }) => leak.secretId === id);
    const [first] = all;
    const verdict = worst(all.map((one) => one.verdict));
    if (first === undefined || verdict === undefined) return [];
    const { title, preview } = first.leak;
    const leaks = [...new Set(all.map(({ leak }) => leak))];
    return [{ id, title, preview, verdict, by: [...new Set(all.map(({ code }) => code))], leaks }];
  });
};
