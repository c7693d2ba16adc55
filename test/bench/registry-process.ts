import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Digest } from "../../src/domain/digest.ts";
import { digestOf, image } from "../support/image.ts";
import { startRegistry } from "../support/registry.ts";

/** A compressed layer in a file. */
export interface LayerFile {
  readonly path: string;
  readonly diffId: Digest;
}

export interface RegistryProcess {
  readonly host: string;
  close(): void;
}

/**
 * A registry on loopback that serves one image, in a process of its own, so that its work and its memory are not measured
 * with exhume's. A file that is named again gives another layer of the same content.
 */
export const forkRegistry = async (layers: readonly LayerFile[]): Promise<RegistryProcess> => {
  const child = fork(import.meta.filename, [JSON.stringify(layers)], { execArgv: ["--import", "tsx"] });
  const [host] = await once(child, "message");
  return { host: String(host), close: () => child.disconnect() };
};

/** A gzip member of nothing (RFC 1952): it changes the digest of what it is appended to, and not what is unpacked. */
const EMPTY_MEMBER = Buffer.from("1f8b08000000000000ff03000000000000000000", "hex");

const served = (layers: readonly LayerFile[]) =>
  layers.map(({ path, diffId }, at) => {
    const again = layers.slice(0, at).filter((other) => other.path === path).length;
    const bytes = Buffer.concat([readFileSync(path), ...Array.from({ length: again }, () => EMPTY_MEMBER)]);
    return { bytes, digest: digestOf(bytes), diffId, compression: "gzip" as const };
  });

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const registry = await startRegistry();
  const layers = served(JSON.parse(process.argv[2] ?? "[]") as readonly LayerFile[]);
  registry.push("bench/app", image({ layers }), { tags: ["1"] });
  process.on("disconnect", () => void registry.close());
  process.send(registry.host);
}
