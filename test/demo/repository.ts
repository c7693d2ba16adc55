import type { ExposureKind } from "../../src/domain/rotation.ts";
import type { BuiltImage, BuiltIndex } from "../support/image.ts";

/** One repository of the demo organisation. */
export interface DemoRepository {
  readonly name: string;
  readonly images: readonly DemoImage[];
  readonly planted: readonly Planted[];
}

interface DemoImage {
  readonly image: BuiltImage | BuiltIndex;
  readonly tags: readonly string[];
}

/** A value that an audit has to find, and nobody may print. */
export interface Planted {
  /** What people call it: `Stripe live key`. */
  readonly kind: string;
  /** The secret alone: the password of a URL, the whole block of a private key. */
  readonly value: string;
  readonly where: readonly Place[];
  /** A documented example value: to be recorded, not to be rotated. */
  readonly known?: "test";
}

export interface Place {
  readonly repository: string;
  readonly tag: string;
  readonly exposure: ExposureKind;
  /** File in the image, or `Env[NAME]`, `Labels[key]`, `history`, `build-arg[NAME]`. */
  readonly path: string;
  /** `linux/arm64`, when only this platform of an index holds it. */
  readonly platform?: string;
}

/** The same place in several tags. */
export const inTags = (tags: readonly string[], place: Omit<Place, "tag">): readonly Place[] =>
  tags.map((tag) => ({ ...place, tag }));
