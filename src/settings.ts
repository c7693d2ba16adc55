import * as z from "zod";
import { CONFIDENCES, SEVERITIES } from "./domain/finding.ts";
import { parseFailPolicy } from "./rotation/gate.ts";

const list = z.array(z.string().min(1));
const seconds = (least: number, most: number, standard: number) =>
  z.coerce.number().min(least).max(most).default(standard);

/** Every setting: a flag, an environment variable EXHUME_NAME and a key of the file share one name and one check. */
export const settings = z.strictObject({
  db: z.string().min(1).default("exhume.db").describe("the case: one database file, with its key file beside it"),
  insecure: list.default([]).describe("registry hosts to reach over plain http; literal loopback needs none"),
  endpoint: z
    .array(z.string().regex(/^[^=\s]+=https?:\/\/[^\s]+$/, "write HOST=URL; for verify also PROVIDER=URL"))
    .default([])
    .describe("addresses to use in place of a host's own, HOST=URL; for `verify` also PROVIDER=URL"),
  allowRealm: list.default([]).describe("token servers on a foreign domain that may be shown a login, by host"),
  allowPrivate: list.default([]).describe("hosts in private networks that a registry may send exhume to"),
  foreignLayers: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe("fetch layers that a registry does not hold from the addresses in their manifests"),
  region: list.default([]).describe("AWS regions of the target `ecr`, or `all`"),
  profile: list.default([]).describe("AWS profiles of the shared config; one account each"),
  digestsFile: z.string().min(1).optional().describe("file of REPOSITORY@sha256:... lines: images no listing names"),
  budget: list.default([]).describe("what an audit may cost before it stops: 200GB, 150pulls, 45m; it goes on later"),
  onLimit: z
    .enum(["stop", "wait"])
    .default("stop")
    .describe("when a registry's pull limit is reached: stop, to go on another time, or wait"),
  pullReserve: z
    .string()
    .regex(/^(?:\d+|(?:100|\d{1,2})%)$/, "write a number, or a percentage up to 100%")
    .default("10%")
    .describe("pulls of a limit that are left to others"),
  rules: list
    .default([])
    .describe("folders or files with rules of your own, or of gitleaks or Kingfisher; the same id replaces ours"),
  ignoreFile: z.string().min(1).optional().describe("file of what is allowed, in place of `.exhumeignore`"),
  owners: z
    .string()
    .min(1)
    .optional()
    .describe("file of who owns what, in the syntax of CODEOWNERS over `registry/repository`"),
  sla: z
    .string()
    .min(1)
    .optional()
    .describe("YAML file of how long work may take, by severity: `critical: PT12H`, `high: 7` days"),
  baseline: z
    .string()
    .min(1)
    .optional()
    .describe("JSON of an earlier `scan` or `report`: what `scan` finds again is known"),
  seal: list
    .default([])
    .describe("age recipients (age1...) to whom the value of each secret that an audit finds is encrypted in the case"),
  concurrency: z.coerce.number().int().min(1).max(64).default(4).describe("blobs pulled and scanned at a time"),
  threads: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .optional()
    .describe("threads that scan; one for each core, 8 at the most, unless told otherwise; 1 starts none"),
  maxMemory: z
    .string()
    .regex(/^([1-9]\d*GB|\d{4,}MB|[2-9]\d\dMB|1[3-9]\dMB|12[89]MB)$/i, "write 512MB or 2GB, 128MB at the least")
    .default("1GB")
    .describe("memory that each scan thread may hold; a blob that takes more is not scanned, and the ledger says so"),
  queue: z
    .string()
    .min(1)
    .optional()
    .describe("Redis or Valkey through which an audit gives blobs to workers: redis://HOST, rediss://HOST"),
  queuePassword: z.string().min(1).optional().describe("password of the queue; no flag shows it to others"),
  queuePasswordFile: z.string().min(1).optional().describe("file with the password of the queue"),
  route: z
    .array(z.string().regex(/^[^=\s]+=[A-Za-z][\w.-]*=[\w.:/-]+$/, "write HOST=KEY=VALUE"))
    .default([])
    .describe("labels of registries, HOST=KEY=VALUE, that `--labels` of workers may ask for"),
  labels: z
    .string()
    .default("")
    .describe("registries that a worker serves: `region=eu-west-1,account=1234; registry=docker.io`; none: all"),
  key: z.string().min(1).optional().describe("key of the case, as its key file holds it, for a worker"),
  keyFile: z.string().min(1).optional().describe("key file of the case, for a worker"),
  case: z.string().min(1).optional().describe("id of the case that a worker is for, where a queue serves several"),
  lease: seconds(2, 3600, 30).describe("seconds after which the blob of a worker that died goes to another"),
  grace: seconds(0, 86_400, 20).describe("seconds that a blob may still take when a worker is to end"),
  metricsPort: z
    .string()
    .regex(/^(?:\S+:)?\d{1,5}$/, "write PORT or ADDRESS:PORT")
    .optional()
    .describe("port of the health and Prometheus metrics of a worker, on loopback unless an address stands before it"),
  includeVendored: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe("also tell what stands in files of distribution packages and public libraries"),
  minConfidence: z
    .enum(CONFIDENCES)
    .default("low")
    .describe("lowest confidence of a secret that is told: high, medium, low"),
  failOn: z
    .string()
    .refine((text) => parseFailPolicy(text) !== undefined, {
      error: `write ${[...SEVERITIES, "never"].join(", ")}, or a severity with ,new or ,unrotated`,
    })
    .default("low")
    .describe(
      "lowest severity of an open secret that makes `audit` and `scan` exit with 1; `high,new`, `high,unrotated`",
    ),
  failConfidence: z
    .enum(["high", "medium", "low"])
    .default("low")
    .describe("lowest confidence in an open secret that makes `audit` and `scan` exit with 1"),
});

/** Settings without a flag: a process list would show them. */
export const FLAGLESS: readonly string[] = ["queuePassword", "key"];
