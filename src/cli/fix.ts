import { basename, join, resolve } from "node:path";
import { reconstructAll } from "../audit/fix-targets.ts";
import { type InRepository, leaksOf, repositoryNamed } from "../audit/leaks.ts";
import type { Config } from "../config.ts";
import { EMPTY_CONTEXT } from "../dockerfile/build-context.ts";
import { type FixResult, fixDockerfile } from "../dockerfile/fix.ts";
import type { Leak } from "../dockerfile/leak.ts";
import type { FixOptions } from "../dockerfile/proposal.ts";
import type { Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { type OpenCase, withCase } from "../wire-case.ts";
import { EXIT } from "./errors.ts";
import { fixText, patchText } from "./fix-text.ts";
import { makeFolder, note, print, writeOut } from "./print.ts";
import { type ProveFlags, proveTargets } from "./prove.ts";
import { readDockerfile, readDockerfileTree, readSourceTree, type SourceTree } from "./source-tree.ts";

export interface FixCommand extends ProveFlags {
  readonly config: Config;
  readonly source?: string;
  readonly dockerfile?: string;
  readonly map?: readonly string[];
  readonly out?: string;
  readonly builder: string;
  readonly form: string;
  readonly syntax: boolean;
}

/** Dockerfiles with what leaked through them, and the name a patch of them gets. */
interface FixTarget {
  readonly name: string;
  readonly results: readonly FixResult[];
  readonly tree?: SourceTree;
  /** Lines that say where the Dockerfile is from and what it lacks, when no source was given. */
  readonly reconstructed?: readonly string[];
}

/** Shows, and with `out` writes, a diff for each Dockerfile; gives the exit code. */
export async function fixSources(command: FixCommand, signal: AbortSignal): Promise<number> {
  const use = async (opened: OpenCase): Promise<number> => {
    const secrets = opened.plan.open.flatMap((task) => task.secrets);
    for (const repository of unknownRepositories(command, secrets))
      throw new UserError({
        code: "MAP_INVALID",
        message: `no open secret of the case is in an image of ${repository}`,
        hint: "exhume secrets and exhume show ID name the repositories",
      });
    const targets = namedSources(command).map(({ tree, name, inRepository }) =>
      fixTree(command, { tree, name, leaks: leaksOf(secrets, inRepository) }),
    );
    const shown = targets.length > 0 ? targets : reconstructedTargets(command, opened);
    for (const target of shown) show(target, command);
    return command.prove === true ? proveTargets(command, shown, signal) : EXIT.clean;
  };
  return withCase(command.config, { use }, signal);
}

interface NamedSource {
  readonly tree: SourceTree;
  readonly name: string;
  readonly inRepository: InRepository;
}

function namedSources({ source, dockerfile, map = [] }: FixCommand): readonly NamedSource[] {
  const everywhere: InRepository = () => true;
  return [
    ...(source === undefined
      ? []
      : [{ tree: readSourceTree(source), name: basename(resolve(source)), inRepository: everywhere }]),
    ...(dockerfile === undefined
      ? []
      : [{ tree: readDockerfileTree(dockerfile), name: basename(dockerfile), inRepository: everywhere }]),
    ...map.map((pair) => {
      const equals = pair.lastIndexOf("=");
      if (equals < 1)
        throw new UserError({
          code: "MAP_INVALID",
          message: `--map ${pair} names no folder`,
          hint: "write --map team/app=../app",
        });
      const repository = pair.slice(0, equals);
      return {
        tree: readSourceTree(pair.slice(equals + 1)),
        name: repository.replaceAll("/", "-"),
        inRepository: repositoryNamed(repository),
      };
    }),
  ];
}

const unknownRepositories = ({ map = [] }: FixCommand, secrets: readonly Secret[]): readonly string[] => {
  const images = secrets.flatMap(({ occurrences }) => occurrences.flatMap((occurrence) => occurrence.images));
  return map.map((pair) => pair.slice(0, pair.lastIndexOf("="))).filter((name) => !images.some(repositoryNamed(name)));
};

const optionsOf = (command: FixCommand): FixOptions => ({
  form: command.form as FixOptions["form"],
  builder: command.builder as FixOptions["builder"],
  addSyntax: command.syntax,
});

function fixTree(
  command: FixCommand,
  { tree, name, leaks }: { readonly tree: SourceTree; readonly name: string; readonly leaks: readonly Leak[] },
): FixTarget {
  if (tree.dockerfiles.length === 0)
    throw new UserError({
      code: "SOURCE_MISSING",
      message: `there is no Dockerfile in ${tree.root}`,
      hint: "name it with --dockerfile FILE",
    });
  const results = tree.dockerfiles.map((path) =>
    fixDockerfile({
      text: readDockerfile(tree.root, path),
      path,
      leaks,
      context: tree.context,
      options: optionsOf(command),
    }),
  );
  return { name, tree, results: results.map((result) => withoutElsewhere(result, results)) };
}

/** A leak that another Dockerfile of the tree accounts for is not this one's manual step. */
function withoutElsewhere(result: FixResult, all: readonly FixResult[]): FixResult {
  const others = all.filter((other) => other !== result);
  const accounted = (leak: Leak): boolean =>
    others.some(
      (other) =>
        other.proposals.some(({ leaks }) => leaks.includes(leak)) ||
        other.manual.some((step) => step.leak === leak && step.line !== undefined),
    );
  return { ...result, manual: result.manual.filter((step) => step.line !== undefined || !accounted(step.leak)) };
}

function reconstructedTargets(command: FixCommand, { plan, store }: OpenCase): readonly FixTarget[] {
  const secrets = plan.open.flatMap((task) => task.secrets);
  return reconstructAll(secrets, store.secrets).map(({ repository, path, text, origin, notes }) => {
    const leaks = leaksOf(secrets, repositoryNamed(repository));
    const result = fixDockerfile({
      text,
      path,
      leaks,
      context: EMPTY_CONTEXT,
      options: optionsOf(command),
    });
    return {
      name: repository.replace(/[^\w.-]+/g, "-"),
      results: [result],
      reconstructed: [origin, ...notes],
    };
  });
}

const BUILD: Readonly<Record<string, string>> = { buildah: "buildah build", podman: "podman build" };

function show(target: FixTarget, { out, builder }: Pick<FixCommand, "out" | "builder">): void {
  const origin = (target.reconstructed ?? [])
    .map(
      (line) => `${line}
`,
    )
    .join("");
  for (const result of target.results) {
    print(
      fixText(result, { title: `${target.name}: ${result.path}`, origin, build: BUILD[builder] ?? "docker build" }),
    );
    const patch = patchText(result);
    if (out === undefined || patch === "") continue;
    makeFolder(out);
    const stem = join(out, `${target.name}-${result.path.replaceAll("/", "-")}`);
    // Tools skip what stands before the first `---`; the file that the patch belongs to lies beside it.
    if (origin !== "") writeOut({ path: `${stem}.reconstructed`, text: result.before, mode: 0o600 });
    writeOut({ path: `${stem}.patch`, text: `${origin}${patch}`, mode: 0o600 });
    note(`written: ${stem}.patch (0600: it holds the lines it removes as they are)`);
  }
}
