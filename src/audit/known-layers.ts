import type { Digest } from "../domain/digest.ts";
import type { Secrets } from "../store/secrets.ts";
import { createSameLists } from "./same-lists.ts";

type Reader = Pick<Secrets, "manifest" | "layers">;

/** Remembers the layers of every manifest that was read: who asks for them later asks for most, and they are numbers. */
export function createKnownLayers(secrets: Reader): Reader {
  const known = new Map<Digest, readonly number[]>();
  const same = createSameLists<number>();
  return {
    manifest: (id) => {
      const manifest = secrets.manifest(id);
      known.set(manifest.digest, known.get(manifest.digest) ?? same(manifest.layers));
      return manifest;
    },
    layers: (digest) => known.get(digest) ?? secrets.layers(digest),
  };
}
