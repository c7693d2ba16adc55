import { createSealer } from "./audit/age.ts";
import { createSealing, type Sealing } from "./audit/sealing.ts";
import type { Config } from "./config.ts";
import { plural } from "./report/phrases.ts";
import type { Ruleset } from "./scan/ruleset.ts";
import { createScanners } from "./scan/scanner.ts";
import type { Store } from "./store/store.ts";

interface StartSealing {
  readonly ruleset: Ruleset;
  /** Of the case. */
  readonly key: Uint8Array;
  readonly sealed: readonly string[];
  readonly now: () => number;
}

interface OpenSealing {
  /** Fingerprints of what is sealed already. */
  sealed(store: Store): readonly string[];
  start(of: StartSealing): Sealing;
  /** What is to be said when an audit has ended: what was scanned before is not pulled again to be sealed. */
  missing(store: Store): string | undefined;
}

/** Undefined: no values are to be kept. Throws UserError for what is no recipient. */
export async function openSealing({ seal }: Pick<Config, "seal">): Promise<OpenSealing | undefined> {
  if (seal.length === 0) return undefined;
  const sealer = await createSealer(seal);
  return {
    sealed: (store) => store.sealed.fingerprints(sealer.recipients),
    start: ({ sealed, ...of }) => createSealing({ scanner: createScanners(of), sealer, sealed }),
    missing: (store) => {
      const count = store.sealed.missing(sealer.recipients);
      return count === 0 ? undefined : `not sealed to these recipients: ${plural(count, "secret")} of blobs ${BEFORE}`;
    },
  };
}

const BEFORE = "that were scanned without --seal; exhume seal pulls them again for as long as a registry has the image";
