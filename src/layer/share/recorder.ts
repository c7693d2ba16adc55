import type { Scanner } from "../../domain/finding.ts";
import type { Collector, Told } from "../collector.ts";
import { opener } from "../opener.ts";
import { createManifestTap } from "../packages/packages.ts";

export interface Recorder {
  readonly collector: Collector;
  /** What was told since they were taken last. */
  take(): readonly Told[];
  /** More was told than is kept. */
  isFull(): boolean;
}

/** Findings, losses and documents of a batch: a layer can be made of nothing else. */
const EVENTS = 20_000;

/** Keeps what a collector is told, for another one in another thread. */
export const createRecorder = (scanner: Scanner): Recorder => {
  let events: Told[] = [];
  let count = 0;
  const tell = (told: Told): void => {
    count += told.type === "ended" ? 1 + told.ended.findings.length + (told.ended.result.halves?.length ?? 0) : 1;
    if (count <= EVENTS) events.push(told);
  };
  const manifest = createManifestTap((path, bytes) => tell({ type: "manifest", path, bytes }));
  const open = opener(scanner, {
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
  });
  return {
    collector: {
      open,
      repeat: (document, findings) => tell({ type: "repeat", document, findings }),
      supersede: (document) => tell({ type: "supersede", document }),
      place: (document, file) => tell({ type: "place", document, file }),
      note: (skip) => tell({ type: "note", skip }),
      jsonTexts: (json) => scanner.memory?.jsonTexts(json),
    },
    take: () => {
      const taken = events;
      events = [];
      return taken;
    },
    isFull: () => count > EVENTS,
  };
};
