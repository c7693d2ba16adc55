import { UserError } from "../domain/user-error.ts";
import type { Store } from "../store/store.ts";

/** A key file of another case is as none: what only reads works without. */
export function caseKeyAtHand(store: Pick<Store, "findKey">): Uint8Array | undefined {
  try {
    return store.findKey();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
