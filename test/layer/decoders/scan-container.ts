import type { DocumentInfo } from "../../../src/domain/finding.ts";
import { LAYER_LIMITS, type LayerLimits } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { chunks } from "../chunks.ts";
import { createSecretScanner } from "../secret-scanner.ts";

const NEVER = new AbortController().signal;

interface Options {
  /** Sizes of the chunks of the layer, which repeat. */
  readonly sizes?: readonly number[];
  readonly limits?: Partial<LayerLimits>;
}

/** What is found in a layer of these entries: `path: SECRET-...`, sorted, and what was lost: `path: reason`. */
export const scanEntries = async (entries: readonly TarEntry[], { sizes = [65_536], limits = {} }: Options = {}) => {
  const opened: DocumentInfo[] = [];
  const { findings, skips, documents } = await scanLayer(
    chunks(tarball(entries), ...sizes),
    { scanner: createSecretScanner(opened), limits: { ...LAYER_LIMITS, ...limits } },
    NEVER,
  );
  return {
    findings,
    documents,
    opened: opened.map(({ path }) => path),
    found: findings.map(({ document, preview }) => `${document.path}: ${preview}`).sort(),
    skips: skips.map(({ path, reason }) => `${path}: ${reason}`),
  };
};

/** The same for a layer with one file. */
export const scanFile = (path: string, content: Uint8Array, options?: Options) =>
  scanEntries([{ path, content }], options);
