import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Config } from "../config.ts";
import type { Facts } from "../domain/finding.ts";
import type { Secret, WorkEvent } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { safeJson } from "../report/clean.ts";
import { EVIDENCE } from "../rotation/closure.ts";
import { openHash } from "../scan/fingerprint.ts";
import type { Store } from "../store/store.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { actorName } from "./actor.ts";
import { namedTasks } from "./named-tasks.ts";
import { notice, print } from "./print.ts";
import { createRefusal } from "./refuse-values.ts";

export interface AddEvidence {
  readonly config: Config;
  readonly ids: readonly string[];
  readonly revoked?: true;
  readonly logsReviewed?: true;
  readonly file?: string;
  readonly note?: string;
  readonly by?: string;
  readonly json?: true;
}

/** Appends what shows the end of secrets to their log: of a file its name and SHA-256, never the file. */
export async function addEvidence(asked: AddEvidence, signal: AbortSignal): Promise<void> {
  const kinds = [...(asked.revoked ? [EVIDENCE.revoked] : []), ...(asked.logsReviewed ? [EVIDENCE.logs] : [])];
  checkAsked(asked, kinds);
  const { facts = {}, hashes = [] } = asked.file === undefined ? {} : await readEvidence(asked.file, signal);
  const use = ({ store, plan }: NamedCase): void => {
    const secrets = namedTasks(plan, asked.ids).flatMap((task) => task.secrets);
    createRefusal(store)(asked.note, secrets);
    refuseHashes(store, secrets, new Set(hashes));
    store.events.append(
      secrets.flatMap((secret) => kinds.map((evidence) => eventOf(secret, { ...asked, data: { evidence, ...facts } }))),
    );
    if (asked.json) print(safeJson({ secrets: secrets.map(({ id, title }) => ({ id, title })), kinds, ...facts }, 2));
    else for (const { id, title } of secrets) print(`${id}  ${title}: ${kinds.join(", ")}`);
  };
  await withNamed(asked.config, { ids: asked.ids, asRecorded: true, onNotice: notice, use }, signal);
}

function checkAsked({ file, note }: AddEvidence, kinds: readonly string[]): void {
  if (kinds.length > 0 && (file !== undefined || note !== undefined)) return;
  throw new UserError({
    code: "EVIDENCE_EMPTY",
    message: kinds.length === 0 ? "it is not said what this is evidence of" : "there is no evidence",
    hint: kinds.length === 0 ? "add --revoked or --logs-reviewed" : "add --file FILE, --note TEXT, or both",
  });
}

interface Evidence {
  readonly facts: Facts;
  /** SHA-256 of the file, and of its text without what stands around it when it may be a value. */
  readonly hashes: readonly string[];
}

async function readEvidence(path: string, signal: AbortSignal): Promise<Evidence> {
  const hash = createHash("sha256");
  let bytes = 0;
  let start = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path, { signal })) {
      hash.update(chunk);
      bytes += chunk.length;
      if (start.length <= LONGEST_VALUE) start = Buffer.concat([start, chunk]);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new UserError({
      code: "EVIDENCE_UNREADABLE",
      message: `${path} cannot be read: ${error instanceof Error && "code" in error ? String(error.code) : "unknown reason"}`,
      hint: "name a file that is there: a screenshot, an answer of the provider, a ticket",
    });
  }
  const sha256 = hash.digest("hex");
  const text = bytes <= LONGEST_VALUE ? [sha256Of(start.toString("latin1").trim())] : [];
  return { facts: { file: basename(path), sha256, bytes }, hashes: [sha256, ...text] };
}

/** Bytes of a file that may be nothing but a value: a private key is the longest. */
const LONGEST_VALUE = 16_384;

const sha256Of = (latin1: string): string => createHash("sha256").update(latin1, "latin1").digest("hex");

/** The plain hash of a value would let anybody test guesses of a short one. */
function refuseHashes(store: Store, secrets: readonly Secret[], told: ReadonlySet<string>): void {
  const key = store.findKey();
  if (key === undefined) return;
  for (const { id, fingerprint } of secrets) {
    const sealedHash = store.secrets.sealedHashOf(fingerprint);
    if (sealedHash === undefined || !told.has(openHash({ key, fingerprint, sealedHash }))) continue;
    throw new UserError({
      code: "EVIDENCE_IS_VALUE",
      message: `the evidence is the value of ${id} itself`,
      hint: "say what shows that it is dead, without the value",
    });
  }
}

const eventOf = (
  { fingerprint, state }: Secret,
  { by, note, data }: Pick<AddEvidence, "by" | "note"> & { readonly data: Facts },
): WorkEvent => ({
  fingerprint,
  kind: "evidence",
  state,
  actor: actorName(by),
  at: new Date().toISOString(),
  ...(note === undefined ? {} : { note }),
  data,
});
