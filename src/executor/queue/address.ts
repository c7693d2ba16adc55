import { UserError } from "../../domain/user-error.ts";

/** Where the queue is. */
export interface QueueAddress {
  readonly kind: "single" | "sentinel" | "cluster";
  readonly tls: boolean;
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Name of the master that sentinels watch. */
  readonly master?: string;
  readonly db: number;
  readonly user?: string;
  readonly password?: string;
  /** To be shown: without a password. */
  readonly shown: string;
}

const FORMS =
  "write redis://HOST[:PORT][/DB] or rediss://..., redis+sentinel://HOST,HOST/MASTER, redis+cluster://HOST,HOST";
const ADDRESS = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?#@]+)((?:\/[^/?#]*)*)$/;
const NODE = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;
const PORT = 6379;
const SENTINEL_PORT = 26_379;

/** `redis://` as IANA has it, `rediss://` over TLS; what follows a plus is of ours. Throws UserError `QUEUE_ADDRESS`. */
export function parseQueueAddress(text: string): QueueAddress {
  const [, scheme, kind = "single", login, hosts = "", path = ""] = ADDRESS.exec(text) ?? [];
  if (scheme === undefined) throw invalid("it is no address of a queue");
  const port = kind === "sentinel" ? SENTINEL_PORT : PORT;
  const nodes = hosts.split(",").map((node) => nodeOf(node, port));
  if (kind === "single" && nodes.length > 1) throw invalid("several hosts are those of sentinels or of a cluster");
  const parts = path.split("/").filter((part) => part !== "");
  const master = kind === "sentinel" ? parts.shift() : undefined;
  if (kind === "sentinel" && master === undefined) throw invalid("the name of the master is missing");
  const db = Number(parts[0] ?? 0);
  if (!Number.isInteger(db) || parts.length > 1 || (kind === "cluster" && db !== 0))
    throw invalid("what follows the hosts is no number of a database");
  const [user, password] = loginOf(login);
  return {
    kind: kind as QueueAddress["kind"],
    tls: scheme === "rediss",
    nodes,
    db,
    ...(master === undefined ? {} : { master }),
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    shown: `${text.slice(0, text.indexOf("://"))}://${hosts}${path}`,
  };
}

/** `user:password`, `:password`, `user`, percent-encoded. */
function loginOf(login: string | undefined): readonly (string | undefined)[] {
  if (login === undefined) return [];
  const at = login.indexOf(":");
  try {
    return at < 0
      ? [decodeURIComponent(login)]
      : [login.slice(0, at), login.slice(at + 1)].map((part) => decodeURIComponent(part));
  } catch {
    throw invalid("its login is not percent-encoded");
  }
}

function nodeOf(text: string, standard: number): QueueAddress["nodes"][number] {
  const [, host, port = String(standard)] = NODE.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535 || Number(port) === 0) throw invalid("it names no host, or no port");
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

/** The address is not quoted: it may hold a password. */
const invalid = (problem: string): UserError =>
  new UserError({ code: "QUEUE_ADDRESS", message: `the address of the queue is wrong: ${problem}`, hint: FORMS });
