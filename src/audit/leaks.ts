import type { Leak } from "../dockerfile/leak.ts";
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
  for (const secret of secrets)
    for (const occurrence of isOpen(secret.state) ? secret.occurrences : [])
      for (const image of occurrence.images.filter(inRepository)) {
        const leak = leakOf(secret, occurrence, image.historyLine);
        const key = JSON.stringify({ ...leak, historyLine: instructionOf(leak.historyLine) });
        if (!leaks.has(key)) leaks.set(key, leak);
      }
  return [...leaks.values()];
}

/** The open secrets of each repository, by `r.example/team/app`, for who asks `leaksOf` for many of them. */
export function secretsByRepository(secrets: readonly Secret[]): ReadonlyMap<string, readonly Secret[]> {
  const found = new Map<string, Secret[]>();
  for (const secret of secrets.filter(({ state }) => isOpen(state))) {
    // Places of one blob share the list of its images.
    const lists = new Set(secret.occurrences.map(({ images }) => images));
    const names = new Set([...lists].flatMap((images) => images.map(nameOf)));
    for (const name of names) {
      const own = found.get(name);
      if (own === undefined) found.set(name, [secret]);
      else own.push(secret);
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
