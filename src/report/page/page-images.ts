import type { Digest } from "../../domain/digest.ts";
import type { ImageExposure } from "../../domain/rotation.ts";
import { toImageReport } from "../image-report.ts";
import type { ImageReport } from "../model.ts";
import type { StackOf, Texts } from "./build-page.ts";
import { interned } from "./interned.ts";
import type { PageImage, PageLayer, PageShow, PageWay } from "./page-data.ts";

export interface PageImages {
  /** The number of a list of images that show a place: one for all that are the same list. */
  show(images: readonly ImageExposure[]): number;
  images(): readonly PageImage[];
  layers(): readonly PageLayer[];
  shows(): readonly PageShow[];
}

interface Context {
  readonly texts: Texts;
  readonly stackOf: StackOf;
}

/** Images of one place that are listed; a base layer can be in all images of an organisation. */
const SHOWN = 200;

/** Images, layers and lists of them, each told once. */
export function createPageImages({ texts, stackOf }: Context): PageImages {
  const layers = interned<PageLayer>((layer) => `${layer.digest} ${layer.line}`);
  const images = interned<PageImage>(({ registry, repository, manifest }) => `${registry}/${repository}@${manifest}`);
  const stacks = new Map<Digest, readonly number[] | undefined>();
  const shows: PageShow[] = [];
  const known = new Map<readonly ImageExposure[], number>();
  const line = (text: string | undefined): { readonly line?: number } =>
    text === undefined ? {} : { line: texts.numberOf(text) };
  const stack = (manifest: Digest): readonly number[] | undefined => {
    if (!stacks.has(manifest))
      stacks.set(
        manifest,
        stackOf(manifest)?.map(({ digest, size, historyLine }) =>
          layers.numberOf({ digest, size, ...line(historyLine) }),
        ),
      );
    return stacks.get(manifest);
  };
  const numberOf = ({ exposure: _, layer: __, historyLine: ___, removedBy: ____, ...image }: ImageReport): number => {
    const own = stack(image.manifest);
    return images.numberOf({ ...image, ...(own === undefined ? {} : { layers: own }) });
  };
  const wayOf = ({ exposure, layer, historyLine, removedBy }: ImageReport): Omit<PageWay, "images"> => ({
    exposure,
    ...(layer === undefined ? {} : { layer }),
    ...line(historyLine),
    ...(removedBy === undefined ? {} : { removedBy: { layer: removedBy.layer, ...line(removedBy.historyLine) } }),
  });
  const waysOf = (list: readonly ImageReport[]): readonly PageWay[] => {
    const ways = new Map<string, { readonly images: number[]; readonly way: Omit<PageWay, "images"> }>();
    for (const image of list) {
      const { exposure, layer, historyLine, removedBy } = image;
      const key = [exposure, layer, historyLine, removedBy?.layer, removedBy?.historyLine].join("\n");
      const known = ways.get(key);
      if (known === undefined) ways.set(key, { images: [numberOf(image)], way: wayOf(image) });
      else known.images.push(numberOf(image));
    }
    return [...ways.values()].map(({ images: numbers, way }) => ({ ...way, images: numbers }));
  };
  return {
    show: (list) => {
      const before = known.get(list);
      if (before !== undefined) return before;
      known.set(list, shows.length);
      const more = list.length - SHOWN;
      return shows.push({ ways: waysOf(list.slice(0, SHOWN).map(toImageReport)), ...(more > 0 ? { more } : {}) }) - 1;
    },
    images: () => images.all,
    layers: () => layers.all,
    shows: () => shows,
  };
}
