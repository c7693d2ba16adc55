import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuiltImage, descriptor } from "./image.ts";

/** Writes an image as an OCI layout into a folder. */
export function writeImage(folder: string, { manifest, manifests, blobs }: BuiltImage): void {
  const store = join(folder, "blobs/sha256");
  mkdirSync(store, { recursive: true });
  const all = [...[...manifests].map(([digest, { bytes }]) => [digest, bytes] as const), ...blobs];
  for (const [digest, bytes] of all) writeFileSync(join(store, digest.replace("sha256:", "")), bytes);
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [descriptor(manifest)] }));
}
