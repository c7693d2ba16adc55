import { reconstructDockerfile } from "../dockerfile/reconstruct.ts";
import type { Secret } from "../domain/rotation.ts";
import { imageName } from "../rotation/image-name.ts";
import type { Secrets } from "../store/secrets.ts";
import { type BaseReader, historyBase } from "./history-base.ts";
import { imageLists } from "./leaks.ts";

/** A Dockerfile that no source was given for: that of the provenance of one image, or what its history tells. */
export interface Reconstructed {
  /** `r.example/team/app` */
  readonly repository: string;
  readonly path: string;
  readonly text: string;
  /** Where it is from, in one line. */
  readonly origin: string;
  readonly notes: readonly string[];
}

type Reader = Pick<Secrets, "manifestByDigest" | "buildFiles"> & BaseReader;

/** One Dockerfile for each repository with open secrets: that of the newest image that shows one. */
export function reconstructAll(secrets: readonly Secret[], reader: Reader): readonly Reconstructed[] {
  const newest = new Map<string, Shown>();
  for (const images of imageLists(secrets))
    for (const image of images) {
      const repository = image.repository === "" ? image.registry : `${image.registry}/${image.repository}`;
      const known = newest.get(repository);
      if (known === undefined || (image.since ?? "") > (known.since ?? "")) newest.set(repository, image);
    }
  return [...newest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(
      ([repository, image]) => fromProvenance(repository, image, reader) ?? fromHistory(repository, image, reader),
    );
}

type Shown = Secret["occurrences"][number]["images"][number];

function fromProvenance(repository: string, image: Shown, reader: Reader): readonly Reconstructed[] | undefined {
  const [file, ...others] = reader.buildFiles(image.manifest);
  if (file === undefined) return undefined;
  const notes = others.map(({ path }) => `the provenance holds ${path} too`);
  return [{ repository, ...file, origin: `From the provenance of ${imageName(image)}, values masked.`, notes }];
}

function fromHistory(repository: string, image: Shown, reader: Reader): readonly Reconstructed[] {
  const manifest = reader.manifestByDigest(image.manifest);
  const history = manifest?.config?.history ?? [];
  if (manifest === undefined || history.length === 0) return [];
  const base = historyBase(manifest, { repository, reader });
  const origin = `Reconstructed from the history of ${repository}, not the original file.`;
  const reconstruction = reconstructDockerfile({ history, ...(base === undefined ? {} : { base }) });
  return [{ repository, path: "Dockerfile", origin, ...reconstruction }];
}
