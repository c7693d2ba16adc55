import type { Scanner } from "../domain/finding.ts";
import type { Collector, Told } from "./collector.ts";
import { opener } from "./opener.ts";
import type { OpenManifest } from "./packages/packages.ts";

interface Telling {
  readonly tell: (told: Told) => void;
  /** A document begins. Undefined: it is no manifest of packages. */
  readonly manifest: (path: string) => OpenManifest | undefined;
}

/** Scans documents, and tells event by event what is found. */
export const tellingCollector = (scanner: Scanner, { tell, manifest }: Telling): Collector => ({
  open: opener(scanner, {
    manifest: (path) => {
      tell({ type: "open", path });
      return manifest(path);
    },
    begun: () => tell({ type: "documents", count: 1 }),
    ended: (ended) => {
      const { findings, result } = ended;
      if (findings.length + result.skips.length + (result.halves?.length ?? 0) > 0) tell({ type: "ended", ended });
    },
    note: (skip) => tell({ type: "note", skip }),
  }),
  repeat: (document, findings) => tell({ type: "repeat", document, findings }),
  supersede: (document) => tell({ type: "supersede", document }),
  place: (document, file) => tell({ type: "place", document, file }),
  note: (skip) => tell({ type: "note", skip }),
  jsonTexts: (json) => scanner.memory?.jsonTexts(json),
});
