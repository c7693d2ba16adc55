import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";
import type { BlobScan } from "../../domain/finding.ts";
import type { Authentic } from "./authentic.ts";
import { jsonOf, RESULT_CHARACTERS } from "./messages.ts";
import { isBlobScan } from "./scan-shape.ts";

/** What a result may be unpacked: path sets of large layers are most of it. */
const SCAN_BYTES = 256 * 1024 * 1024;

const envelope = z.object({ ticket: z.string().max(64), worker: z.string().max(128), body: z.string() });

/** A result as it stands in Redis. Only who has the key of the case can read or make its body. */
export type Envelope = z.infer<typeof envelope>;

export interface Result {
  readonly ticket: string;
  readonly worker: string;
  readonly scan: BlobScan;
}

/** Why a result is not taken. `late`: its job was answered, or never was of this audit. */
export const REFUSALS = ["forged", "oversized", "malformed", "late"] as const;
export type Refusal = (typeof REFUSALS)[number];

interface Under {
  readonly caseId: string;
  readonly rulesetId: string;
  readonly authentic: Authentic;
}

const contextOf = ({ caseId, rulesetId }: Under, ticket: string): string =>
  JSON.stringify(["result", caseId, rulesetId, ticket]);

/** Undefined: it is larger than a result may be. */
export function sealResult({ ticket, worker, scan }: Result, under: Under): Envelope | undefined {
  const json = Buffer.from(JSON.stringify(scan));
  if (json.length > SCAN_BYTES) return undefined;
  const body = under.authentic.seal(deflateRawSync(json, { level: 1 }), contextOf(under, ticket));
  return body.length > RESULT_CHARACTERS ? undefined : { ticket, worker, body };
}

export function openResult(data: unknown, under: Under): Result | Refusal {
  const { success, data: found } = envelope.safeParse(data);
  if (!success) return "malformed";
  const { ticket, worker, body } = found;
  if (body.length > RESULT_CHARACTERS) return "oversized";
  const packed = under.authentic.open(body, contextOf(under, ticket));
  if (packed === undefined) return "forged";
  const scan = unpack(packed);
  // The text itself counts, in the order of its keys: what is recorded is what other executors record.
  if (!isBlobScan(scan) || scan.rulesetId !== under.rulesetId) return "malformed";
  return { ticket, worker, scan };
}

const unpack = (packed: Uint8Array): unknown => {
  try {
    return jsonOf(inflateRawSync(packed, { maxOutputLength: SCAN_BYTES }).toString());
  } catch {
    return undefined;
  }
};
