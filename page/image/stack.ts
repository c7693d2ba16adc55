import type { ExposureKind } from "../../src/domain/rotation.ts";
import { instruction } from "../../src/report/instruction.ts";
import type { PageImage, PageSecret } from "../../src/report/page/page-data.ts";
import type { Case } from "../case.ts";

/** A secret as one image shows it. */
export interface ShownSecret {
  readonly secret: PageSecret;
  readonly place: string;
  readonly exposure: ExposureKind;
  /** 0-based; undefined: in the config, or in an attestation. */
  readonly layer?: number;
  readonly removedBy?: number;
}

/** One layer with what it brought and what it hid. */
export interface StackedLayer {
  readonly index: number;
  readonly digest: string;
  /** Bytes; -1: not known. */
  readonly size: number;
  readonly instruction?: string;
  readonly brings: readonly ShownSecret[];
  readonly hides: readonly ShownSecret[];
  /** Other images of the report that hold it. */
  readonly others: number;
}

export interface ImageStack {
  /** Top first, as a later layer lies on an earlier one; empty when the case does not hold them. */
  readonly layers: readonly StackedLayer[];
  /** In the config, in history or in an attestation. */
  readonly beside: readonly ShownSecret[];
}

export function stackOf(of: Case, image: PageImage): ImageStack {
  const index = of.data.images.indexOf(image);
  const secrets = shownIn(of, index);
  const layers = (image.layers ?? []).map((number, position): StackedLayer => {
    const { digest, size, line } = of.layer(number);
    return {
      ...{ index: position, digest, size, others: of.holders(number) - 1 },
      ...(line === undefined ? {} : { instruction: instruction(of.text(line)) }),
      brings: secrets.filter(({ layer }) => layer === position),
      hides: secrets.filter(({ removedBy }) => removedBy === position),
    };
  });
  return {
    layers: layers.toReversed(),
    beside: secrets.filter(({ layer }) => layer === undefined || layers[layer] === undefined),
  };
}

/** Every secret that the image shows, once for each place. */
function shownIn(of: Case, image: number): readonly ShownSecret[] {
  const found = new Map<string, ShownSecret>();
  for (const secret of of.data.secrets)
    for (const { name: place, show } of of.places(secret))
      for (const way of show.ways) {
        if (!way.images.includes(image)) continue;
        found.set([secret.id, place, way.exposure, way.layer].join("\n"), {
          ...{ secret, place, exposure: way.exposure },
          ...(way.layer === undefined ? {} : { layer: way.layer }),
          ...(way.removedBy === undefined ? {} : { removedBy: way.removedBy.layer }),
        });
      }
  return [...found.values()];
}
