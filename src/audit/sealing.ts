import type { DocumentFinding, Scanner, SealedValue } from "../domain/finding.ts";
import { LAYER_LIMITS } from "../layer/limits.ts";
import type { Observer } from "../scan/observer.ts";
import type { Sealer } from "./age.ts";

/** Encrypts the values of a blob where they are: nothing but ciphertext leaves the work on it. */
export interface Sealing {
  /** For one blob. */
  open(): BlobSealing;
}

interface BlobSealing {
  /** Holds the values that it finds until `end`. */
  readonly scanner: Scanner;
  /** Those of the findings, each once; what is sealed already is left out. */
  end(findings: readonly DocumentFinding[]): Promise<readonly SealedValue[]>;
}

interface CreateSealing {
  readonly scanner: (observer: Observer) => Scanner;
  readonly sealer: Sealer;
  /** Fingerprints of what is sealed already. */
  readonly sealed: Iterable<string>;
}

export function createSealing({ scanner, sealer, sealed }: CreateSealing): Sealing {
  const done = new Set(sealed);
  return {
    open: () => {
      const values = new Map<string, string>();
      const kept: Observer["kept"] = ({ finding: { fingerprint }, written }) => {
        if (!done.has(fingerprint) && !values.has(fingerprint) && values.size < LAYER_LIMITS.findings)
          values.set(fingerprint, written);
      };
      return {
        scanner: scanner({ kept }),
        end: async (findings) => {
          const found: SealedValue[] = [];
          for (const fingerprint of new Set(findings.map((finding) => finding.fingerprint))) {
            const value = values.get(fingerprint);
            if (value === undefined || done.has(fingerprint)) continue;
            done.add(fingerprint);
            const ciphertext = Buffer.from(await sealer.seal(value)).toString("base64");
            found.push({ fingerprint, recipients: sealer.recipients, ciphertext });
          }
          return found;
        },
      };
    },
  };
}
