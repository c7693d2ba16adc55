import { createSealer } from "./audit/age.ts";
import { createSealing, type Sealing } from "./audit/sealing.ts";
import type { Config } from "./config.ts";
import type { Ruleset } from "./scan/ruleset.ts";
import { createScanners } from "./scan/scanner.ts";
import type { Store } from "./store/store.ts";

interface OpenSealing {
  start(of: { readonly ruleset: Ruleset; readonly store: Store; readonly now: () => number }): Sealing;
  /** What is to be said when an audit has ended: what was scanned before is not pulled again to be sealed. */
  missing(store: Store): string | undefined;
}

/** Undefined: no values are to be kept. Throws UserError for what is no recipient. */
export async function openSealing({ seal }: Config): Promise<OpenSealing | undefined> {
  if (seal.length === 0) return undefined;
  const sealer = await createSealer(seal);
  return {
    start: ({ ruleset, store, now }) => {
      const sealed = store.sealed.fingerprints(sealer.recipients);
      return createSealing({ scanner: createScanners({ ruleset, key: store.key(), now }), sealer, sealed });
    },
    missing: (store) => {
      const count = store.sealed.missing(sealer.recipients);
      return count === 0 ? undefined : `not sealed to these recipients: ${count} secrets of blobs ${BEFORE}`;
    },
  };
}

const BEFORE = "that were scanned without --seal; exhume seal pulls them again for as long as a registry has the image";
