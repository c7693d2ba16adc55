import type { PageImage } from "../src/report/page/page-data.ts";

/** Images of the report that one is built on, the nearest first, and those that are built on it: by their layers, which are the lowest of the other's. */
export interface Lineage {
  readonly bases: readonly PageImage[];
  readonly built: readonly PageImage[];
}

export function lineageOf(images: readonly PageImage[], { layers: own = [], manifest }: PageImage): Lineage {
  const others = images.filter((image) => image.manifest !== manifest && (image.layers ?? []).length > 0);
  const bases = others.filter(({ layers = [] }) => layers.length < own.length && isLowest(layers, own));
  const built =
    own.length === 0 ? [] : others.filter(({ layers = [] }) => own.length < layers.length && isLowest(own, layers));
  return { bases: bases.toSorted((a, b) => (b.layers?.length ?? 0) - (a.layers?.length ?? 0)), built };
}

const isLowest = (lower: readonly number[], all: readonly number[]): boolean =>
  lower.every((layer, index) => layer === all[index]);
