import type { DocumentInfo, Scanner } from "../../../src/domain/finding.ts";
import { LAYER_LIMITS, type LayerLimits } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";
import { createScanMemory } from "../../../src/scan/scan-memory.ts";
import { type TarEntry, tarball } from "../../support/tar.ts";
import { fleetingChunks } from "../chunks.ts";
import { createSecretScanner } from "../secret-scanner.ts";

/** As scanners have it that look for keywords. */
const memory = createScanMemory(createKernel(["password"], { module: kernelModule() }));

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
    fleetingChunks(tarball(entries), ...sizes),
    { scanner: { ...createSecretScanner(opened), memory }, limits: { ...LAYER_LIMITS, ...limits }, inflate: "here" },
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

/** What is scanned of a layer with one file: the text of each document by its path. */
export const scanTexts = async (path: string, content: Uint8Array): Promise<Readonly<Record<string, string>>> => {
  const texts: Record<string, string> = {};
  const scanner: Scanner = {
    rulesetId: "texts",
    memory,
    open: (document) => {
      const parts: Buffer[] = [];
      return {
        push: (chunk) => void parts.push(Buffer.from(chunk)),
        end: () => {
          texts[document.path] = (texts[document.path] ?? "") + Buffer.concat(parts).toString("utf8");
          return { findings: [], skips: [] };
        },
      };
    },
  };
  await scanLayer(
    fleetingChunks(tarball([{ path, content }]), 4096),
    { inflate: "here", scanner, limits: LAYER_LIMITS },
    NEVER,
  );
  return texts;
};
