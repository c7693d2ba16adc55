import type { Told } from "./collector.ts";
import type { OpenManifest } from "./packages/packages.ts";

interface Retell {
  /** Takes all that has to do with no manifest. */
  tell(told: Told): void;
  manifest(path: string): OpenManifest | undefined;
}

/** Tells a collector again what a recorder was told. */
export const retell = (to: Retell): ((events: readonly Told[]) => void) => {
  const manifests = new Map<string, OpenManifest>();
  const tell = (told: Told): void => {
    if (told.type === "open") {
      const manifest = to.manifest(told.path);
      if (manifest !== undefined) manifests.set(told.path, manifest);
    } else if (told.type === "manifest") {
      manifests.get(told.path)?.push(told.bytes);
      manifests.get(told.path)?.end();
      manifests.delete(told.path);
    } else to.tell(told);
  };
  return (events) => {
    for (const told of events) tell(told);
    manifests.clear();
  };
};
