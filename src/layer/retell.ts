import type { Collector, Ended, Told } from "./collector.ts";
import type { OpenManifest } from "./packages/packages.ts";

interface Retell {
  ended(ended: Ended): void;
  manifest(path: string): OpenManifest | undefined;
  /** So many documents had bytes. */
  counted(count: number): void;
}

/** Tells a collector again what a recorder was told. */
export const retell = (collector: Collector, to: Retell): ((events: readonly Told[]) => void) => {
  const manifests = new Map<string, OpenManifest>();
  const tell = (told: Told): void => {
    if (told.type === "ended") to.ended(told.ended);
    else if (told.type === "repeat") collector.repeat(told.document, told.findings);
    else if (told.type === "supersede") collector.supersede(told.document);
    else if (told.type === "place") collector.place(told.document, told.file);
    else if (told.type === "note") collector.note(told.skip);
    else if (told.type === "documents") to.counted(told.count);
    else if (told.type === "open") {
      const manifest = to.manifest(told.path);
      if (manifest !== undefined) manifests.set(told.path, manifest);
    } else {
      manifests.get(told.path)?.push(told.bytes);
      manifests.get(told.path)?.end();
      manifests.delete(told.path);
    }
  };
  return (events) => {
    for (const told of events) tell(told);
    manifests.clear();
  };
};
