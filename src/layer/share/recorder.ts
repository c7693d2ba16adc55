import type { Scanner } from "../../domain/finding.ts";
import type { RecordingCollector, Told } from "../collector.ts";
import { createManifestTap } from "../packages/packages.ts";
import { tellingCollector } from "../telling.ts";

export interface Recorder {
  readonly collector: RecordingCollector;
  /** What was told since they were taken last. */
  take(): readonly Told[];
  /** More was told than is kept. */
  isFull(): boolean;
}

/** Findings, losses and documents of a batch: a layer can be made of nothing else. */
const EVENTS = 20_000;

/** Keeps what a collector is told, up to a limit, for another one in another thread. */
export const createRecorder = (scanner: Scanner, limit = EVENTS): Recorder => {
  let events: Told[] = [];
  let count = 0;
  let mark = 0;
  const tell = (told: Told): void => {
    count += told.type === "ended" ? 1 + told.ended.findings.length + (told.ended.result.halves?.length ?? 0) : 1;
    if (count <= limit) events.push(told);
  };
  const isFull = (): boolean => count > limit;
  return {
    collector: {
      ...tellingCollector(scanner, {
        tell,
        manifest: createManifestTap((path, bytes) => tell({ type: "manifest", path, bytes })),
      }),
      tell: (told) => told.forEach(tell),
      record: () => {
        mark = events.length;
      },
      recorded: () => (isFull() ? undefined : events.slice(mark)),
    },
    take: () => {
      const taken = events;
      events = [];
      return taken;
    },
    isFull,
  };
};
