import { loadRules } from "../../src/catalog/rules.ts";
import type { DocumentInfo, DocumentResult, Finding } from "../../src/domain/finding.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";

export const definitions = await loadRules(["rules"], AbortSignal.timeout(30_000));
export const scanner = createScanner({ ruleset: compileRuleset(definitions), key: Buffer.alloc(32, 7) });

export const FILE: DocumentInfo = { kind: "file", path: "app/config/settings" };

/** Scans with the rules of the package; `sizes` cuts the bytes into chunks. */
export const scanBytes = (bytes: Uint8Array, document = FILE, nextSize = () => bytes.length): DocumentResult => {
  const scan = scanner.open(document);
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, nextSize());
    scan.push(bytes.subarray(at, at + size));
    at += size;
  }
  return scan.end();
};

export const scanText = (text: string, document = FILE): readonly Finding[] =>
  scanBytes(Buffer.from(text, "latin1"), document).findings;
