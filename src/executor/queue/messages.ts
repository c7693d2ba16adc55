import * as z from "zod";
import type { BlobJob } from "../../domain/finding.ts";
import type { Authentic } from "./authentic.ts";

/** Raised when what is sent changes: both ends must be of one. */
export const PROTOCOL = 1;

/** Longest texts that are looked at, in characters as they stand in Redis. */
const MESSAGE_CHARACTERS = 1024 * 1024;
export const RESULT_CHARACTERS = 32 * 1024 * 1024;

const signed = z.object({ body: z.string().max(MESSAGE_CHARACTERS), mac: z.string().length(64) });

/** What whoever has the key of the case has said. */
export type Signed = z.infer<typeof signed>;

const announcement = z.object({
  protocol: z.number(),
  caseId: z.string(),
  /** Version of exhume. */
  tool: z.string(),
  rulesetId: z.string(),
  /** Age recipients to whom values are encrypted. */
  seal: z.array(z.string()),
  /** Random, of this run of the coordinator: workers answer to it. */
  nonce: z.string(),
  /** The audit has ended. */
  ended: z.boolean(),
});
/** An audit that has work. */
export type Announcement = z.infer<typeof announcement>;

const presence = z.object({
  id: z.string(),
  /** Of the announcement that it answers to. */
  nonce: z.string(),
  host: z.string(),
  labels: z.string(),
  concurrency: z.number().int().positive(),
  /** Name of the queue that it takes jobs from. */
  queue: z.string(),
  /** Since it began: blobs that it scanned, bytes that it pulled, seconds. */
  blobs: z.number(),
  bytes: z.number(),
  seconds: z.number(),
  /** Blobs it is at. */
  busy: z.number(),
});
/** A worker that is there. */
export type Presence = z.infer<typeof presence>;

const progress = z.object({
  /** Jobs that wait here, jobs that workers have or may take, and blobs that were recorded since the audit began. */
  waiting: z.number(),
  given: z.number(),
  recorded: z.number(),
  /** Results that were not taken, by why; see results.ts. */
  refused: z.record(z.string(), z.number()),
  workers: z.array(presence),
});
/** How far the audit is, for who asks. */
export type Progress = z.infer<typeof progress>;

const repository = z.object({ registry: z.string(), name: z.string() });
const queuedJob = z.object({
  /** Random: a result answers to it. */
  ticket: z.string(),
  rulesetId: z.string(),
  job: z.object({
    blob: z.object({
      mediaType: z.string(),
      digest: z.string(),
      size: z.number(),
      urls: z.array(z.string()).optional(),
    }),
    kind: z.enum(["manifest", "config", "layer", "attestation", "artifact"]),
    holders: z.array(repository),
  }),
});
/** A job without what could be content of an image. */
export interface QueuedJob {
  readonly ticket: string;
  readonly rulesetId: string;
  readonly job: BlobJob;
}

interface Messages {
  readonly announcement: Announcement;
  readonly presence: Presence;
  readonly progress: Progress;
  readonly job: QueuedJob;
}
type Kind = keyof Messages;
const KINDS: Readonly<Record<Kind, z.ZodType>> = { announcement, presence, progress, job: queuedJob };

/** `caseId`: signed with it, so that no message of another case with the same key counts. */
export const signMessage = <K extends Kind>(
  { kind, caseId, authentic }: { readonly kind: K; readonly caseId: string; readonly authentic: Authentic },
  message: Messages[K],
): Signed => {
  const body = JSON.stringify(message);
  return { body, mac: authentic.sign(kind, caseId, body) };
};

/** Undefined: nobody who has the key has said it, or it is not of this form. */
export function readMessage<K extends Kind>(
  { kind, caseId, authentic }: { readonly kind: K; readonly caseId: string; readonly authentic: Authentic },
  data: unknown,
): Messages[K] | undefined {
  const { success, data: found } = signed.safeParse(data);
  if (!success || !authentic.isSigned(found.mac, kind, caseId, found.body)) return undefined;
  return parsed(KINDS[kind], found.body);
}

/** An announcement as it stands, whoever made it: only to say why it is not believed. */
export const readUnproven = (data: unknown): Announcement | undefined => {
  const { success, data: found } = signed.safeParse(data);
  return success ? parsed<Announcement>(announcement, found.body) : undefined;
};

const parsed = <T>(schema: z.ZodType, body: string): T | undefined => {
  const { success, data } = schema.safeParse(jsonOf(body));
  return success ? (data as T) : undefined;
};

/** Undefined: it is no JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
