import { Cluster, Redis } from "ioredis";
import { UserError } from "../../domain/user-error.ts";
import type { QueueAddress } from "./address.ts";

export type QueueClient = Redis | Cluster;

export interface QueueConnection {
  readonly client: QueueClient;
  /** To be shown. */
  readonly shown: string;
  close(): Promise<void>;
}

interface Connect {
  readonly address: QueueAddress;
  /** In place of that of the address. */
  readonly password?: string | undefined;
  /** Told when it is lost while it is in use, and when it is back. */
  readonly onNotice: (text: string) => void;
}

/** The first connection; later ones are tried for ever. */
const FIRST_MS = 5000;
const RETRY_MS = 2000;

/**
 * The address is a person's own word, and what it leads to is waited for once it was there: commands wait until Redis is
 * back. Throws UserError `QUEUE_UNREACHABLE` when it never was.
 */
export async function connectQueue({ address, password, onNotice }: Connect): Promise<QueueConnection> {
  const client = clientOf(address, password ?? address.password);
  let failure: Error | undefined;
  let lost = false;
  client.on("error", (error: Error) => {
    failure = error;
  });
  const ready = new Promise<void>((resolve, reject) => {
    client.once("ready", resolve);
    const timer = setTimeout(() => reject(failure ?? new Error("no answer")), FIRST_MS);
    client.once("ready", () => clearTimeout(timer));
    client.once("end", () => reject(failure ?? new Error("it closed the connection")));
    const refusing = (error: Error): void => {
      if (!isFinal(error)) return;
      clearTimeout(timer);
      reject(error);
    };
    client.on("error", refusing);
    client.once("ready", () => client.off("error", refusing));
  });
  try {
    await ready;
  } catch (error) {
    client.disconnect();
    throw unreachable(address, error);
  }
  client.on("close", () => {
    if (!lost) onNotice(`the queue at ${address.shown} is lost: waiting for it`);
    lost = true;
  });
  client.on("ready", () => {
    if (lost) onNotice(`the queue at ${address.shown} is back`);
    lost = false;
  });
  return {
    client,
    shown: address.shown,
    close: async () => {
      client.removeAllListeners("close");
      client.disconnect();
    },
  };
}

function clientOf(address: QueueAddress, password: string | undefined): QueueClient {
  const { nodes, tls, db, user, master, kind } = address;
  const options = {
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    // Commands wait for ever: a result that was scanned is not lost because Redis is started again.
    maxRetriesPerRequest: null,
  };
  const retryStrategy = (tries: number): number => Math.min(tries * 100, RETRY_MS);
  if (kind === "cluster")
    return new Cluster([...nodes], { redisOptions: options, clusterRetryStrategy: retryStrategy });
  const [first] = nodes;
  return kind === "sentinel"
    ? new Redis({
        ...options,
        retryStrategy,
        db,
        name: master ?? "",
        sentinels: [...nodes],
        ...(tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
      })
    : new Redis({ ...options, retryStrategy, db, host: first?.host ?? "", port: first?.port ?? 0 });
}

/** Errors of Redis that no second try mends: a login that is wrong or missing (redis.io, ACL). */
const isFinal = ({ message }: Error): boolean =>
  /^(?:WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/.test(message);

function unreachable({ shown }: QueueAddress, error: unknown): UserError {
  const message = error instanceof Error ? error.message : "no answer";
  return new UserError({
    code: "QUEUE_UNREACHABLE",
    message: `the queue at ${shown}: ${message}`,
    hint:
      error instanceof Error && isFinal(error)
        ? "give the password in EXHUME_QUEUE_PASSWORD or with --queue-password-file"
        : "is Redis or Valkey running there, and is the address reached from here?",
  });
}
