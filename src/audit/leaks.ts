import type { Leak } from "../dockerfile/leak.ts";
import { append } from "../domain/append.ts";
import { outerPath } from "../domain/inner-path.ts";
import { type ImageExposure, isOpen, type Occurrence, type Secret } from "../domain/rotation.ts";

/** Which images a source tree builds. */
export type InRepository = (image: Pick<ImageExposure, "registry" | "repository">) => boolean;

/** `team/app` or `r.example/team/app`, as typed for `--map`. */
export const repositoryNamed =
  (name: string): InRepository =>
  ({ registry, repository }) =>
    repository === name || `${registry}/${repository}` === name || (repository === "" && registry === name);

/** How the open secrets got into the images of a repository, each way once: what its Dockerfile is searched for. */
export function leaksOf(secrets: readonly Secret[], inRepository: InRepository): readonly Leak[] {
  const leaks = new Map<string, Leak>();
  const linesOf = historyLines(inRepository);
  for (const secret of secrets)
    for (const occurrence of isOpen(secret.state) ? secret.occurrences : [])
      for (const line of linesOf(occurrence.images)) {
        const leak = leakOf(secret, occurrence, line);
        const key = JSON.stringify({ ...leak, historyLine: instructionOf(leak.historyLine) });
        if (!leaks.has(key)) leaks.set(key, leak);
      }
  return [...leaks.values()];
}

type Images = Occurrence["images"];

/** The history lines of the images of a repository, each once: the places of one blob share the list of its images. */
function historyLines(inRepository: InRepository): (images: Images) => Iterable<string | undefined> {
  const known = new Map<Images, ReadonlySet<string | undefined>>();
  return (images) => {
    const found = known.get(images) ?? new Set(images.filter(inRepository).map(({ historyLine }) => historyLine));
    known.set(images, found);
    return found;
  };
}

/** Lists of images that show open secrets, each once. */
export const imageLists = (secrets: readonly Secret[]): ReadonlySet<Images> =>
  new Set(
    secrets.filter(({ state }) => isOpen(state)).flatMap(({ occurrences }) => occurrences.map(({ images }) => images)),
  );

/** The open secrets of each repository, by `r.example/team/app`, for who asks `leaksOf` for many of them. */
export function secretsByRepository(secrets: readonly Secret[]): ReadonlyMap<string, readonly Secret[]> {
  const found = new Map<string, Secret[]>();
  for (const secret of secrets.filter(({ state }) => isOpen(state))) {
    for (const name of new Set([...imageLists([secret])].flatMap((images) => images.map(nameOf)))) {
      append(found, name, secret);
    }
  }
  return found;
}

const nameOf = ({ registry, repository }: ImageExposure): string =>
  repository === "" ? registry : `${registry}/${repository}`;

/** BuildKit, the classic builder and buildah write one and the same instruction in their own way. */
const instructionOf = (historyLine = ""): string =>
  historyLine.replace(/^RUN\s+/, "").replace(/\s*#\s*buildkit\s*$/, "");

const leakOf = (secret: Secret, occurrence: Occurrence, historyLine: string | undefined): Leak => ({
  secretId: secret.id,
  title: secret.title,
  preview: secret.preview,
  kind: occurrence.kind,
  ...withName(/^(?:Env|Labels|build-arg)\[(.+)\]$/s.exec(occurrence.path)?.[1] ?? occurrence.name),
  ...(occurrence.kind === "file" ? { path: outerPath(occurrence.path) } : {}),
  ...(occurrence.kind === "command" ? { field: occurrence.path } : {}),
  ...(occurrence.kind === "attestation" && EMBEDDED.test(occurrence.path) ? { line: occurrence.line } : {}),
  ...(historyLine === undefined ? {} : { historyLine }),
});

/** The first Dockerfile inside provenance. */
const EMBEDDED = /^Dockerfile$/;

/** The variable that holds the whole text, not the user of a URL inside it. */
const withName = (name: string | undefined): Pick<Leak, "name"> => (name === undefined ? {} : { name });
