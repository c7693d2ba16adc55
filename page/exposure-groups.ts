import { EXPOSURES, type ExposureKind } from "../src/domain/rotation.ts";
import { instruction } from "../src/report/instruction.ts";
import type { PageSecret } from "../src/report/page/page-data.ts";
import type { Case } from "./case.ts";

/** One way in which images show a place of a secret. Texts are history lines as instructions. */
export interface ExposureGroup {
  readonly exposure: ExposureKind;
  /** Path, or name of the variable or label. */
  readonly place: string;
  readonly line: number;
  /** 0-based; undefined: in the config. */
  readonly layer?: number;
  readonly instruction?: string;
  readonly removedBy?: { readonly layer: number; readonly instruction?: string };
  /** Indexes. */
  readonly images: ReadonlySet<number>;
  /** Images beside those that the report lists. */
  readonly more: number;
}

/** Worst first. */
export function exposureGroups(of: Case, secret: PageSecret): readonly ExposureGroup[] {
  const groups = new Map<string, ExposureGroup & { readonly images: Set<number> }>();
  const words = (line: number | undefined) => (line === undefined ? {} : { instruction: instruction(of.text(line)) });
  for (const { name: place, line, show } of of.places(secret))
    for (const { images, exposure, layer, line: history, removedBy } of show.ways) {
      const key = [exposure, place, layer, history, removedBy?.layer, removedBy?.line].join("\n");
      const known = groups.get(key);
      for (const image of images) known?.images.add(image);
      if (known !== undefined) continue;
      groups.set(key, {
        ...{ exposure, place, line, images: new Set(images), more: show.more ?? 0 },
        ...(layer === undefined ? {} : { layer }),
        ...words(history),
        ...(removedBy === undefined ? {} : { removedBy: { layer: removedBy.layer, ...words(removedBy.line) } }),
      });
    }
  return [...groups.values()].sort((a, b) => EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure));
}
