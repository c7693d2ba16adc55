import type { Secret } from "../domain/rotation.ts";
import type { Store } from "../store/store.ts";
import { createUnseal } from "./age.ts";
import { createMatcher, type MatchValue } from "./match-value.ts";

/** The value as people have it (latin1), or why there is none. */
type OpenedSeal = { readonly written: string } | { readonly reason: string };

interface OpenSealed extends Pick<MatchValue, "key" | "scanner"> {
  readonly store: Store;
  readonly secret: Secret;
  /** Text of an identity file. */
  readonly identity: string;
}

/**
 * The value as the case keeps it for who has an identity. Anybody can encrypt to a recipient: what is not the value of the
 * secret is refused. Throws UserError `IDENTITY_INVALID`.
 */
export async function openSealed({ store, secret, identity, key, scanner }: OpenSealed): Promise<OpenedSeal> {
  const unseal = await createUnseal(identity);
  const seals = store.sealed.of(secret.fingerprint);
  if (seals.length === 0) return { reason: "it keeps no sealed value of this secret: it was scanned without --seal" };
  const isValue = createMatcher({ key, scanner, isKnown: (print) => print === secret.fingerprint });
  let foreign = false;
  for (const { ciphertext } of seals) {
    const bytes = await unseal(ciphertext);
    if (bytes !== undefined && isValue(bytes).length > 0) return { written: Buffer.from(bytes).toString("latin1") };
    foreign ||= bytes !== undefined;
  }
  if (foreign) return { reason: "what is sealed is not the value of this secret: somebody has changed the case" };
  return { reason: `the identity opens none of what is sealed to ${recipientsOf(seals)}` };
}

/** Who can open the values, for people. */
export const recipientsOf = (seals: readonly { readonly recipients: string }[]): string =>
  [...new Set(seals.flatMap(({ recipients }): readonly string[] => JSON.parse(recipients)))].join(", ");
