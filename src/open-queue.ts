import { readFileSync } from "node:fs";
import { failedScan } from "./audit/process-blob.ts";
import { version } from "./cli/version.ts";
import type { Config } from "./config.ts";
import { UserError } from "./domain/user-error.ts";
import type { ProcessBlob } from "./executor/executor.ts";
import { parseQueueAddress } from "./executor/queue/address.ts";
import { createAuthentic } from "./executor/queue/authentic.ts";
import { connectQueue, type QueueConnection } from "./executor/queue/connect.ts";
import type { Labels } from "./executor/queue/labels.ts";
import type { Progress } from "./executor/queue/messages.ts";
import { readProgress } from "./executor/queue/progress.ts";
import { openQueueExecutor, type QueueExecutor } from "./executor/queue/queue-executor.ts";
import { parseEcrHost } from "./registry/aws/host.ts";
import { holderTarget } from "./registry/holder-target.ts";
import { granted } from "./registry/http/url-policy.ts";
import { openStore } from "./store/store.ts";

type QueueSettings = Pick<Config, "queue" | "queuePassword" | "queuePasswordFile">;

/** The connection of the settings. Throws UserError when there is none, or when it cannot be reached. */
export async function openQueue(config: QueueSettings, onNotice: (text: string) => void): Promise<QueueConnection> {
  if (config.queue === undefined)
    throw new UserError({
      code: "QUEUE_MISSING",
      message: "no queue is named",
      hint: "name Redis or Valkey with --queue redis://HOST or EXHUME_QUEUE",
    });
  const address = parseQueueAddress(config.queue);
  const password = passwordOf(config);
  if (password === undefined && address.password === undefined)
    for (const { host } of address.nodes)
      if ((await granted(`http://${host.includes(":") ? `[${host}]` : host}`)) === "public")
        onNotice(
          `the queue at ${address.shown} has a public address and no password: whoever reaches it can stop the audit`,
        );
  return connectQueue({ address, password, onNotice });
}

const passwordOf = ({ queuePassword, queuePasswordFile }: QueueSettings): string | undefined => {
  if (queuePassword !== undefined || queuePasswordFile === undefined) return queuePassword;
  try {
    return readFileSync(queuePasswordFile, "utf8").trim();
  } catch {
    throw new UserError({
      code: "QUEUE_PASSWORD",
      message: `the password file ${queuePasswordFile} cannot be read`,
      hint: "it holds the password of the queue and nothing else",
    });
  }
};

interface OpenWorkers {
  readonly config: Config;
  readonly caseId: string;
  /** Of the case. */
  readonly key: Uint8Array;
  readonly rulesetId: string;
  readonly processBlob: ProcessBlob;
  readonly onNotice: (text: string) => void;
}

/** The executor whose threads are workers elsewhere. */
export async function openWorkers(open: OpenWorkers): Promise<QueueExecutor> {
  const { config, caseId, key, rulesetId, processBlob, onNotice } = open;
  const connection = await openQueue(config, onNotice);
  const executor = await openQueueExecutor({
    client: connection.client,
    caseId,
    rulesetId,
    authentic: createAuthentic(key),
    tool: version(),
    seal: config.seal,
    isRemote,
    processBlob,
    labelsOf: labelsFor(config),
    failed: (job, reason) => failedScan(job, { rulesetId, status: "unreachable", reason }),
    onNotice,
  });
  return {
    ...executor,
    close: async (ended) => {
      await executor.close(ended);
      await connection.close();
    },
  };
}

/** An archive or an engine is on this machine alone. */
const isRemote = (registry: string): boolean => holderTarget({ registry, name: "any" })?.target.kind === "repository";

/** A registry is known by its host, one of ECR by account and region too, and by what the settings say of it. */
const labelsFor = ({ route }: Pick<Config, "route">): ((registry: string) => Labels) => {
  const known = new Map<string, Labels>();
  return (registry) => {
    const labels = known.get(registry) ?? {
      registry,
      ...parseEcrHost(registry),
      ...Object.fromEntries(route.filter((one) => one.startsWith(`${registry}=`)).map((one) => pairOf(one, registry))),
    };
    known.set(registry, labels);
    return labels;
  };
};

const pairOf = (route: string, registry: string): readonly [string, string] => {
  const pair = route.slice(registry.length + 1);
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
};

/** How far an audit over the queue of the settings is; undefined: none is under way. `unproven`: the key file is not here. */
export async function queueProgress(
  config: Config,
  onNotice: (text: string) => void,
): Promise<{ readonly shown: string; readonly progress: Progress | "unproven" | undefined }> {
  const store = openStore(config.db, { create: false });
  const [caseId, key] = [store.id, store.findKey()];
  store.close();
  const { client, shown, close } = await openQueue(config, onNotice);
  try {
    if (key === undefined) return { shown, progress: "unproven" };
    return { shown, progress: await readProgress({ client, caseId, authentic: createAuthentic(key) }) };
  } finally {
    await close();
  }
}
