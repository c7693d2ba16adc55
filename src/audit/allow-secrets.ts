import type { Allowances } from "../catalog/allow/allowances.ts";
import type { Allowed } from "../domain/finding.ts";
import { isOpen, type Secret } from "../domain/rotation.ts";
import { openHash } from "../scan/fingerprint.ts";
import type { Store } from "../store/store.ts";

interface AllowSecrets {
  readonly store: Store;
  readonly allowances?: Allowances;
}

/**
 * A secret that the ignore file allows at every place is shown as accepted, for as long as the lines stand: nothing is
 * written to the case, and what was recorded of it as closed stays as it is.
 */
export const allowSecrets = (secrets: readonly Secret[], { store, allowances }: AllowSecrets): readonly Secret[] => {
  if (allowances === undefined) return secrets;
  const hashOf = allowances.needsHash ? hashes(store) : () => undefined;
  return secrets.map((secret) => {
    if (!isOpen(secret.state)) return secret;
    const allowed = allowedAt(secret, { allowances, sha256: hashOf(secret.fingerprint) });
    return allowed === undefined ? secret : { ...secret, state: "accepted", allowed };
  });
};

const allowedAt = (
  { fingerprint, ruleId: ofSecret, occurrences, imported = [] }: Secret,
  { allowances, sha256 }: { readonly allowances: Allowances; readonly sha256: string | undefined },
): Allowed | undefined => {
  // What no image shows is where other tools saw it.
  const places =
    occurrences.length > 0 ? occurrences : imported.map(({ place }) => ({ ruleId: ofSecret, path: place }));
  const verdicts = places.map(({ ruleId, path }) => allowances.allow({ ruleId, path, fingerprint, sha256 }));
  const allowed = verdicts.flatMap((verdict) => verdict ?? []);
  const [first] = allowed;
  if (first === undefined || allowed.length < verdicts.length) return undefined;
  return { ...first, by: [...new Set(allowed.map(({ by }) => by))].join(", ") };
};

/** By fingerprint; needs the key of the case. */
const hashes = (store: Store): ((fingerprint: string) => string | undefined) => {
  const key = store.key();
  const sealed = new Map(store.secrets.all().map(({ fingerprint, sealedHash }) => [fingerprint, sealedHash]));
  return (fingerprint) => {
    const sealedHash = sealed.get(fingerprint);
    return sealedHash === undefined ? undefined : openHash({ key, fingerprint, sealedHash });
  };
};
