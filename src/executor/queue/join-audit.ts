import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../domain/user-error.ts";
import type { Authentic } from "./authentic.ts";
import type { QueueClient } from "./connect.ts";
import { type Announcement, jsonOf, PROTOCOL, readMessage, readUnproven } from "./messages.ts";
import { CASES_KEY, caseKeys } from "./names.ts";

export interface JoinAudit {
  readonly client: QueueClient;
  readonly authentic: Authentic;
  /** Undefined: the one whose key this worker has. */
  readonly caseId: string | undefined;
  readonly tool: string;
  readonly rulesetId: string;
  readonly onNotice: (text: string) => void;
}

/** How often one looks for an audit while there is none, in ms. */
const LOOK_MS = 500;

/**
 * The audit that this worker is for; waits until one is announced. One that began and ended between two looks of a
 * waiting worker is its audit, too: a worker that ends with it would else wait for ever. Throws UserError `QUEUE_KEY`
 * when those that are there were not announced with the key of this worker, `QUEUE_VERSION` when it would not scan as
 * they do.
 */
export async function joinAudit(join: JoinAudit, signal: AbortSignal): Promise<Announcement> {
  const earlier = new Set<string>();
  for (let waits = false; ; waits = true) {
    const found = await findAudits(join);
    const joined = found.find(({ ended, nonce }) => !ended || (waits && !earlier.has(nonce)));
    if (joined !== undefined) return checked(joined, join);
    if (!waits) {
      for (const { nonce } of found) earlier.add(nonce);
      join.onNotice("waiting for an audit: exhume audit --queue");
    }
    await pause(LOOK_MS, undefined, { signal });
  }
}

async function findAudits(join: JoinAudit): Promise<readonly Announcement[]> {
  const ids = join.caseId === undefined ? await join.client.smembers(CASES_KEY) : [join.caseId];
  const found: Announcement[] = [];
  const others: string[] = [];
  for (const id of ids) {
    const text = await announcementOf(id, join);
    const proven = provenAs(id, text, join);
    if (proven !== undefined) found.push(proven);
    else if (text === null) await join.client.srem(CASES_KEY, id);
    else if (readUnproven(jsonOf(text))?.ended === false) others.push(id);
  }
  if (found.length > 0 || others.length === 0) return found;
  throw new UserError({
    code: "QUEUE_KEY",
    message: `the key of this worker is not that of the case ${others.join(", ")}`,
    hint: "give it the key file of the case, --key-file exhume.db.key or EXHUME_KEY; --case names one of several cases",
  });
}

/** What is announced now of a case that was joined; undefined: nothing, or nothing that is proven. */
export async function announcedNow(caseId: string, join: JoinAudit): Promise<Announcement | undefined> {
  return provenAs(caseId, await announcementOf(caseId, join), join);
}

const announcementOf = async (caseId: string, { client }: JoinAudit): Promise<string | null> =>
  client.get(caseKeys(caseId).announcement);

const provenAs = (caseId: string, text: string | null, { authentic }: JoinAudit): Announcement | undefined =>
  readMessage({ kind: "announcement", caseId, authentic }, jsonOf(text ?? ""));

/** Throws UserError `QUEUE_VERSION`: findings of two versions or rulesets are not those of one audit. */
export function checked(announcement: Announcement, { tool, rulesetId }: JoinAudit): Announcement {
  const differs = (what: string, theirs: string, ours: string, hint: string): UserError =>
    new UserError({ code: "QUEUE_VERSION", message: `the audit has ${what} ${theirs}, this worker ${ours}`, hint });
  if (announcement.tool !== tool || announcement.protocol !== PROTOCOL)
    throw differs("exhume", announcement.tool, tool, "run the same version at both ends");
  if (announcement.rulesetId !== rulesetId)
    throw differs(
      "the rules",
      announcement.rulesetId.slice(0, 12),
      rulesetId.slice(0, 12),
      "give both ends the same --rules",
    );
  return announcement;
}
