import type { DocumentFinding, DocumentInfo, Scanner, Skip } from "../domain/finding.ts";
import { createFileDigests } from "../layer/file-digests.ts";
import { LAYER_LIMITS } from "../layer/limits.ts";
import { scanLayer } from "../layer/scan-layer.ts";
import { maskPaths } from "./mask-paths.ts";
import type { Surroundings } from "./surroundings.ts";
import { createVouching } from "./vouch.ts";

/** What one file holds, whether plain, compressed or an archive. */
export interface FileScan {
  readonly findings: readonly DocumentFinding[];
  readonly skips: readonly Skip[];
  /** As stored. */
  readonly bytes: number;
  /** Candidates in libraries that only a name speaks for. */
  readonly weakInLibraries: number;
}

interface ScanFile {
  /** Name of the file in findings; a document inside of it is `path!/inner`. */
  readonly path: string;
  readonly scanner: Scanner;
  /** Looks for secrets in paths: a scanner that nobody observes. */
  readonly masker: Scanner;
  /** Says why a read failed. */
  readonly reason: (error: unknown) => string;
  /** Says whose the file is. */
  readonly surroundings?: Surroundings;
}

/** What stands in the file itself, or in a container that is no tar. */
const OWN = /^(?:!\/|$)/;

/** Scans the bytes of one file exactly as a layer is scanned. A read that fails ends as a skip; what came before counts. */
export async function scanFile(
  stream: AsyncIterable<Uint8Array>,
  { path, scanner, masker, reason, surroundings }: ScanFile,
  signal: AbortSignal,
): Promise<FileScan> {
  // Entries of a tar have their own names; in any other container they begin with `!/`, as the file has none here.
  const inside = (inner: string): string => (OWN.test(inner) ? `${path}${inner}` : `${path}!/${inner}`);
  const renamed = (document: DocumentInfo): DocumentInfo => ({ ...document, path: inside(document.path) });
  const lost: Skip[] = [];
  const digests = surroundings && createFileDigests();
  digests?.begin(path);
  let bytes = 0;
  const readable = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of stream) {
        bytes += chunk.length;
        digests?.push(chunk);
        yield chunk;
      }
    } catch (error) {
      signal.throwIfAborted();
      lost.push({ path, reason: reason(error) });
    }
  };
  const { findings, skips, packages, weakInLibraries } = await scanLayer(
    readable(),
    {
      scanner: { rulesetId: scanner.rulesetId, open: (document) => scanner.open(renamed(document)) },
      limits: LAYER_LIMITS,
      name: path,
    },
    signal,
  );
  const vouched = createVouching(packages ?? []);
  const file = { path, digests: findings.length > 0 ? (digests?.end() ?? []) : [] };
  const told = {
    findings: findings.flatMap((finding) => {
      const here = { ...finding, document: renamed(finding.document) };
      // The entries of a tar have a system of their own around them.
      if (surroundings === undefined || !OWN.test(finding.document.path)) return [vouched(here)];
      return surroundings.settle(here, file);
    }),
    skips: [...skips.map((skip) => ({ ...skip, path: inside(skip.path ?? "") })), ...lost],
  };
  const weak = weakInLibraries + findings.length - told.findings.length;
  return { ...maskPaths(told, masker), bytes, weakInLibraries: weak };
}
