import { connect as connectSocket } from "node:net";
import { resolved } from "./allowed-host.ts";
import { type Login, loginVerifier } from "./login.ts";
import { untilAborted } from "./patience.ts";
import type { Answer } from "./verifier.ts";

export const mysql = loginVerifier({
  id: "mysql",
  title: "MySQL",
  rules: ["mysql-dsn-password"],
  schemes: ["mysql", "mariadb"],
  port: 3306,
  needsUser: true,
  asks: "PING",
  traces: "the log of the server, where connections are logged, shows the user and the IP address of this machine",
  try: tryLogin,
});

/** How mysql2 tells that the server offers no TLS. */
const NO_TLS = "HANDSHAKE_NO_SSL_SUPPORT";

/** TLS first; without it only where it may be plain. */
async function tryLogin(login: Login, signal: AbortSignal): Promise<Pick<Answer, "status" | "reason">> {
  const { mayBePlain } = login.place;
  const error = await connect(login, true, signal);
  if (fieldOf(error, "code") !== NO_TLS) return outcome(error);
  if (!mayBePlain)
    return { status: "unknown", reason: "the server has no TLS; --insecure HOST allows a login without" };
  return outcome(await connect(login, false, signal));
}

/** Undefined: let in. Else what the server, or the network, said. */
async function connect(
  { place, user, password, patienceMs }: Login,
  withTls: boolean,
  signal: AbortSignal,
): Promise<unknown> {
  const { createConnection } = await import("mysql2");
  const socket = connectSocket(await resolved(place));
  const client = createConnection({
    // For the name in the certificate; the connection goes to the address.
    host: place.host,
    stream: () => socket,
    user: user ?? "",
    password,
    connectTimeout: patienceMs,
    // No server reads files of this machine.
    flags: ["-LOCAL_FILES"],
    ...(withTls ? { ssl: { rejectUnauthorized: !place.mayBePlain, verifyIdentity: !place.mayBePlain } } : {}),
  });
  client.on("error", () => undefined);
  const letIn = new Promise<void>((resolve, reject) => {
    client.connect((error) => {
      if (error !== null) reject(error);
      else client.ping((failed) => (failed === null ? client.end(() => resolve()) : reject(failed)));
    });
  });
  try {
    await untilAborted(letIn, { stop: () => socket.destroy(), signal });
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error;
  }
}

const fieldOf = (error: unknown, name: "code" | "errno"): unknown =>
  error instanceof Error ? (error as Error & Readonly<Record<string, unknown>>)[name] : undefined;

type Outcome = Pick<Answer, "status" | "reason">;

/**
 * By number: the names of MySQL and MariaDB are not the same (MySQL, "Server Error Message Reference"; MariaDB, "MariaDB
 * Error Code Reference"). 1045 is also said to an account that is for other hosts.
 */
const OUTCOMES: Readonly<Record<number, Outcome>> = {
  1045: { status: "refused", reason: "access denied, to this password or to this IP address" },
  1129: { status: "unknown", reason: "the server blocks this IP address" },
  1130: { status: "unknown", reason: "the server lets nobody in from this IP address" },
  1820: { status: "active", reason: "the password is right, and must be changed" },
  1862: { status: "active", reason: "the password is right, and has expired" },
  3118: { status: "dead", reason: "the account is locked" },
  4151: { status: "dead", reason: "the account is locked" },
};

function outcome(error: unknown): Outcome {
  if (error === undefined) return { status: "active", reason: "it works" };
  const known = OUTCOMES[Number(fieldOf(error, "errno"))];
  if (known === undefined) throw error;
  return known;
}
