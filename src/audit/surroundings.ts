import type { DocumentFinding } from "../domain/finding.ts";
import { createPackages } from "../layer/packages/packages.ts";
import { type PlacedFile, settle } from "../layer/settle.ts";
import { readLocation, walkTree } from "../registry/files/tree.ts";
import { createVouching } from "./vouch.ts";

/** What the manifests of packages below a folder say of the files there. */
export interface Surroundings {
  /** A finding in one file or inside of it; none, when it is too weak for the library it stands in. */
  settle(finding: DocumentFinding, file: PlacedFile): readonly DocumentFinding[];
}

/** Reads the manifests below a folder, before its files are scanned. One that cannot be read is told by the scan. */
export async function readSurroundings(root: string, signal: AbortSignal): Promise<Surroundings> {
  const packages = createPackages();
  for await (const entry of walkTree(root, signal)) {
    const manifest = entry.kind === "file" ? packages.open(entry.path) : undefined;
    if (entry.kind !== "file" || manifest === undefined) continue;
    try {
      for await (const chunk of readLocation(entry.location, signal)) manifest.push(chunk);
    } catch {
      signal.throwIfAborted();
    }
    manifest.end();
  }
  const vouched = createVouching(packages.system());
  return {
    settle: (finding, file) => {
      // What stands in an archive may be a library there.
      if (finding.provenanceReason !== undefined) return [finding];
      const settled = settle(finding, { document: finding.document, packages, file });
      return settled === undefined ? [] : [vouched(settled)];
    },
  };
}
