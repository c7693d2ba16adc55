import { WORD_MS } from "./announce.ts";
import { jsonOf, type Progress, readMessage, signMessage } from "./messages.ts";
import { caseKeys } from "./names.ts";
import type { UnderCase } from "./under.ts";

type Under = Omit<UnderCase, "rulesetId">;

/** Holds as long as an announcement does: an audit that is gone has no progress. */
export async function tellProgress(under: Under, progress: Progress): Promise<void> {
  const text = JSON.stringify(signMessage({ ...under, kind: "progress" }, progress));
  await under.client.set(caseKeys(under.caseId).progress, text, "PX", WORD_MS);
}

export async function readProgress(under: Under): Promise<Progress | undefined> {
  const text = await under.client.get(caseKeys(under.caseId).progress);
  return readMessage({ ...under, kind: "progress" }, jsonOf(text ?? ""));
}

export const forgetProgress = async ({ client, caseId }: Under): Promise<void> =>
  void (await client.del(caseKeys(caseId).progress));
