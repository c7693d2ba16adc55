import { EXPOSURES, type ExposureKind, isOpen } from "../src/domain/rotation.ts";
import type { PageSecret, PageWay } from "../src/report/page/page-data.ts";
import { type LookUps, repositoryName } from "./case.ts";

/** What lists show of a secret. */
export interface SecretRow {
  readonly secret: PageSecret;
  readonly wave: number;
  readonly open: boolean;
  /** As the images show it that are still there, worst first. */
  readonly exposures: readonly ExposureKind[];
  /** Those that are still there. */
  readonly images: number;
  /** `registry.example/app`, sorted. */
  readonly repositories: readonly string[];
  /** As images of a repository show it that are still there; one where none is left is not among them. */
  readonly there: ReadonlyMap<string, ReadonlySet<ExposureKind>>;
  readonly owner: string;
  /** In lower case: what a search looks through. */
  readonly words: string;
}

/** Places whose paths a search finds a secret by; one can be in thousands of layers. */
const SEARCHED = 20;

export function toRow(of: LookUps, secret: PageSecret): SecretRow {
  const ways = of.ways(secret);
  const images = new Set(ways.flatMap((way) => way.images));
  const there = shownBy(of, ways);
  const present = new Set([...there.values()].flatMap((exposures) => [...exposures]));
  const more = secret.places.reduce((most, { shown }) => Math.max(most, of.data.shows[shown]?.more ?? 0), 0);
  const repositories = [...new Set([...images].map((index) => repositoryName(of.image(index))))].sort();
  const owner = secret.owner?.name ?? "";
  const places = secret.places.slice(0, SEARCHED).flatMap(({ path, name }) => [of.text(path), of.text(name)]);
  const words = [secret.id, secret.title, secret.provider, secret.preview, secret.ruleId, owner];
  return {
    ...{ secret, repositories, there, owner, wave: of.task(secret.task).wave, open: isOpen(secret.state) },
    exposures: EXPOSURES.filter((kind) => present.has(kind)),
    images: [...images].filter((index) => of.image(index).present).length + more,
    words: [...words, ...repositories, ...places].join(" ").toLowerCase(),
  };
}

function shownBy(of: LookUps, ways: readonly PageWay[]): ReadonlyMap<string, ReadonlySet<ExposureKind>> {
  const shown = new Map<string, Set<ExposureKind>>();
  for (const { exposure, images } of ways)
    for (const image of images.map(of.image)) {
      if (!image.present) continue;
      const name = repositoryName(image);
      const known = shown.get(name);
      if (known === undefined) shown.set(name, new Set([exposure]));
      else known.add(exposure);
    }
  return shown;
}
