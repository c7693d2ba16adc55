import type { DocumentInfo, Scanner, Skip } from "../domain/finding.ts";
import type { Ended, OpenDocument } from "./collector.ts";
import type { OpenManifest } from "./packages/packages.ts";
import { scanAround } from "./scan-around.ts";

/** Is told of the documents that are opened. */
interface Told {
  /** A document begins. Undefined: it is no manifest of packages. */
  manifest(path: string): OpenManifest | undefined;
  /** It has bytes. */
  begun(): void;
  ended(ended: Ended): void;
  note(skip: Skip): void;
}

/** Scans documents, and tells what was found. */
export const opener =
  (scanner: Scanner, to: Told) =>
  (document: DocumentInfo): OpenDocument => {
    let scan = scanner.open(document);
    const manifest = document.kind === "file" ? to.manifest(document.path) : undefined;
    let empty = true;
    return {
      push: (bytes, last) => {
        if (bytes.length === 0) return;
        if (empty) to.begun();
        empty = false;
        scan.push(bytes, last);
        manifest?.push(bytes);
      },
      pushRest: (rest) => {
        to.begun();
        scan = scanAround(rest, { first: scan, another: () => scanner.open(document) });
      },
      end: (told) => {
        const { findings: all, ...result } = scan.end();
        const findings = all.filter(({ fingerprint }) => told?.has(fingerprint) !== true);
        to.ended({ document, findings, result, besideSecret: document.kind !== "file" || all.length > 0 });
        if (manifest?.end() === false) to.note({ path: document.path, reason: LARGE_MANIFEST });
        return findings;
      },
    };
  };

const LARGE_MANIFEST = "larger than a manifest of packages may be: files that it lists count as anybody's";
