import type { BlobScan, SealedValue } from "../domain/finding.ts";
import type { WorkEvent, WorkState } from "../domain/rotation.ts";
import type { Store } from "../store/store.ts";
import { recipientsOf } from "./open-sealed.ts";

export interface RecordScan {
  readonly store: Store;
  /** Who started the audit: the log names them for what is sealed. */
  readonly actor: string;
}

/** Records a scan, with an entry of the log for each value that is kept now: both, or neither. */
export const recordScan = ({ store, actor }: RecordScan, scan: BlobScan): ReturnType<Store["scans"]["record"]> =>
  store.atomically(() => {
    const added = (scan.sealed ?? []).filter((value) => !isSealed(store, value));
    const recorded = store.scans.record(scan);
    const eventOf = (value: SealedValue): WorkEvent =>
      sealedEvent(value, { actor, state: stateOf(value.fingerprint, { store, scan }) });
    if (added.length > 0) store.events.append(added.map(eventOf));
    return recorded;
  });

/** Threads seal beside each other, and what comes second is not kept. */
const isSealed = ({ sealed }: Store, { fingerprint, recipients }: SealedValue): boolean =>
  sealed.of(fingerprint).some((one) => one.recipients === recipients);

interface Recorded {
  readonly store: Store;
  readonly scan: BlobScan;
}

const stateOf = (fingerprint: string, { store, scan }: Recorded): WorkState =>
  store.events.of(fingerprint).at(-1)?.state ??
  scan.findings.find((finding) => finding.fingerprint === fingerprint)?.known ??
  "new";

/** Who can read a value from now on, and who made it so. */
export const sealedEvent = (
  { fingerprint, recipients }: SealedValue,
  { actor, state }: Pick<WorkEvent, "actor" | "state">,
): WorkEvent => ({
  fingerprint,
  kind: "sealed",
  state,
  actor,
  at: new Date().toISOString(),
  data: { recipients: recipientsOf([{ recipients }]) },
});
