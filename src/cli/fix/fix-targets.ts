import { basename, resolve } from "node:path";
import { reconstructAll } from "../../audit/fix-targets.ts";
import { type InRepository, imageLists, leaksOf, repositoryNamed, secretsByRepository } from "../../audit/leaks.ts";
import { EMPTY_CONTEXT } from "../../dockerfile/build-context.ts";
import { fixDockerfile } from "../../dockerfile/fix.ts";
import type { Builder } from "../../dockerfile/ignore-file.ts";
import type { FixOptions } from "../../dockerfile/proposal.ts";
import type { Secret } from "../../domain/rotation.ts";
import { UserError } from "../../domain/user-error.ts";
import type { OpenCase } from "../../wire-case.ts";
import { readDockerfileTree, readSourceTree, type SourceTree } from "../source-tree.ts";
import { type FixTree, fixTree } from "./fix-tree.ts";
import type { RepositoryFix } from "./repository-fix.ts";

/** Which sources are looked at, and how they are built. */
export interface FixSources {
  readonly source?: string;
  readonly dockerfile?: string;
  readonly map?: readonly string[];
  /** Undefined: as the CI files of each source say. */
  readonly builder?: Builder;
  readonly form: FixOptions["form"];
  readonly syntax: boolean;
}

/** The fixes of the sources that the command names; without one, of Dockerfiles that the case tells. */
export function caseFixes(command: FixSources, opened: OpenCase): readonly RepositoryFix[] {
  const secrets = opened.plan.open.flatMap((task) => task.secrets);
  const [unknown] = unknownRepositories(command, secrets);
  if (unknown !== undefined)
    throw new UserError({
      code: "MAP_INVALID",
      message: `no open secret of the case is in an image of ${unknown}`,
      hint: "exhume secrets and exhume show ID name the repositories",
    });
  const sources = distinctNames(namedSources(command));
  return sources.length === 0
    ? reconstructed(command, opened, secrets)
    : sources.map(({ tree, name, named, inRepository }) => {
        const leaks = leaksOf(secrets, inRepository);
        return fixTree(tree, { name, named, ...treeOptions(command), leaksOf: () => leaks });
      });
}

/** What the flags say of all trees. */
export const treeOptions = ({ builder, form, syntax }: FixSources): Pick<FixTree, "builder" | "options"> => ({
  builder,
  options: { form, addSyntax: syntax },
});

interface NamedSource extends Pick<RepositoryFix, "name" | "named"> {
  readonly tree: SourceTree;
  readonly inRepository: InRepository;
}

function namedSources({ source, dockerfile, map = [] }: FixSources): readonly NamedSource[] {
  return [
    ...(source === undefined
      ? []
      : [
          {
            tree: readSourceTree(source),
            name: basename(resolve(source)),
            named: ["--source", source],
            inRepository: all,
          },
        ]),
    ...(dockerfile === undefined
      ? []
      : [
          {
            tree: readDockerfileTree(dockerfile),
            name: basename(dockerfile),
            named: ["--dockerfile", dockerfile],
            inRepository: all,
          },
        ]),
    ...map.map((pair) => {
      const { repository, folder } = readPair(pair);
      const inRepository = repositoryNamed(repository);
      return { tree: readSourceTree(folder), name: repository, named: ["--map", pair], inRepository };
    }),
  ];
}

const all: InRepository = () => true;

const readPair = (pair: string): { readonly repository: string; readonly folder: string } => {
  const equals = pair.lastIndexOf("=");
  if (equals < 1)
    throw new UserError({
      code: "MAP_INVALID",
      message: `--map ${pair} names no folder`,
      hint: "write --map team/app=../app",
    });
  return { repository: pair.slice(0, equals), folder: pair.slice(equals + 1) };
};

/** Names are those of files: without folders, and none twice. */
const distinctNames = <Named extends { readonly name: string }>(all: readonly Named[]): readonly Named[] => {
  const taken = new Map<string, number>();
  return all.map((one) => {
    const name = fileName(one.name);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return { ...one, name: count === 1 ? name : `${name}-${count}` };
  });
};

export const fileName = (text: string): string => text.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "source";

const unknownRepositories = ({ map = [] }: FixSources, secrets: readonly Secret[]): readonly string[] => {
  const lists = [...imageLists(secrets)];
  const isKnown = (name: string): boolean => lists.some((images) => images.some(repositoryNamed(name)));
  return map.map((pair) => readPair(pair).repository).filter((name) => !isKnown(name));
};

function reconstructed(command: FixSources, { store }: OpenCase, secrets: readonly Secret[]): readonly RepositoryFix[] {
  const { form, syntax: addSyntax, builder = "docker" } = command;
  const byRepository = secretsByRepository(secrets);
  const found = reconstructAll(secrets, store.secrets).map((one) => ({ ...one, name: one.repository }));
  return distinctNames(found).map(({ name, repository, path: file, text, origin, notes }) => {
    const result = fixDockerfile({
      text,
      path: file,
      leaks: leaksOf(byRepository.get(repository) ?? [], repositoryNamed(repository)),
      context: EMPTY_CONTEXT,
      options: { form, addSyntax, builder },
    });
    const { path, before, patchedText: after } = result;
    return {
      name,
      named: [],
      dockerfiles: [{ result, built: result, folder: "", builder }],
      changes: before === after ? [] : [{ path, kind: "dockerfile", before, after, notes: [] }],
      steps: [],
      unbuilt: [],
      origin: [origin, ...notes],
    };
  });
}
