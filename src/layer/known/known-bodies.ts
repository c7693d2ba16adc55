import type { BlobAccount } from "../account.ts";
import type { Found, RecordingCollector } from "../collector.ts";
import type { LayerLimits } from "../limits.ts";
import { type KnownFile, type KnownFiles, knownFile } from "./known-files.ts";

/** Bodies of one layer, or batch. Those of files that are known are not scanned. */
export interface KnownBodies {
  /** Whether the body of a file is to be held until it can be asked for. */
  isLikely(path: string, size: number): boolean;
  /** `bytes`: all of the file. `scan` is run, unless it is known what comes of it. */
  scan(file: { readonly path: string; readonly bytes: Uint8Array }, scan: () => Scanned): Scanned;
}

/** At once when nothing was to be waited for. */
export type Scanned = readonly Found[] | Promise<readonly Found[]>;

interface KnownBodiesOf {
  readonly files: KnownFiles;
  /** Where they are told. */
  readonly collector: RecordingCollector;
  readonly account: BlobAccount;
  readonly limits: Pick<LayerLimits, "unpackedBytes">;
}

export const createKnownBodies = ({ files, collector, account, limits }: KnownBodiesOf): KnownBodies => {
  /** Undefined: it is not known, or more comes out of it than may. */
  const recall = (file: KnownFile): readonly Found[] | undefined => {
    const known = files.find(file);
    if (known === undefined || account.total() + known.unpacked > limits.unpackedBytes) return undefined;
    account.unpacked(known.unpacked);
    collector.tell(known.events);
    return known.found;
  };
  return {
    isLikely: files.meet,
    scan: ({ path, bytes }, scan) => {
      const file = knownFile(path, bytes);
      const known = recall(file);
      if (known !== undefined) return known;
      const before = account.total();
      collector.record();
      const learn = (found: readonly Found[]): readonly Found[] => {
        const events = collector.recorded();
        // What was cut off by the limit of the layer goes on in another one.
        const isAll = account.total() <= limits.unpackedBytes;
        if (events !== undefined && isAll) files.add(file, { events, found, unpacked: account.total() - before });
        return found;
      };
      const found = scan();
      return found instanceof Promise ? found.then(learn) : learn(found);
    },
  };
};
