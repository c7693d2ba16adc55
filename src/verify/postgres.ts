import { Socket } from "node:net";
import type { Client, ClientConfig } from "pg";
import { resolved, serverName } from "./allowed-host.ts";
import { type Login, loginVerifier } from "./login.ts";
import { untilAborted } from "./patience.ts";
import type { Answer } from "./verifier.ts";

export const postgres = loginVerifier({
  id: "postgres",
  title: "PostgreSQL",
  rules: ["pgpass-password"],
  schemes: ["postgres", "postgresql", "cockroachdb", "redshift"],
  port: 5432,
  needsUser: true,
  asks: "SELECT 1",
  traces: "the log of the server, where log_connections is on, shows user, database and the IP address of this machine",
  try: tryLogin,
});

/** TLS first; without it only where it may be plain. */
async function tryLogin(login: Login, signal: AbortSignal): Promise<Pick<Answer, "status" | "reason">> {
  const { mayBePlain } = login.place;
  const first = await connect(login, { ssl: { ...serverName(login.place), rejectUnauthorized: !mayBePlain } }, signal);
  if (first !== NO_TLS) return outcome(first);
  if (!mayBePlain)
    return { status: "unknown", reason: "the server has no TLS; --insecure HOST allows a login without" };
  return outcome(await connect(login, { ssl: false }, signal));
}

/** Milliseconds. */
const GOODBYE = 1000;

/** How pg tells that the server answered `N` to its request for TLS. */
const NO_TLS_MESSAGE = "The server does not support SSL connections";
const NO_TLS = Symbol("no TLS");

/** Undefined: let in. Else what the server, or the network, said. */
async function connect(
  { place, user, password, database }: Login,
  { ssl }: Required<Pick<ClientConfig, "ssl">>,
  signal: AbortSignal,
): Promise<unknown> {
  const { Client: PgClient } = (await import("pg")).default;
  const socket = new Socket();
  const client: Client = new PgClient({
    ...(await resolved(place)),
    user,
    password,
    database: database ?? "postgres",
    ssl,
    stream: () => socket,
    application_name: "exhume",
  });
  client.on("error", () => undefined);
  const stop = (): void => {
    client.end().catch(() => undefined);
    // A server that does not say goodbye would keep this process alive.
    setTimeout(() => socket.destroy(), GOODBYE).unref();
  };
  try {
    await untilAborted(
      client.connect().then(() => client.query("SELECT 1")),
      { stop, signal },
    );
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error && error.message === NO_TLS_MESSAGE ? NO_TLS : error;
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
function outcome(error: unknown): Pick<Answer, "status" | "reason"> {
  if (error === undefined) return { status: "active", reason: "it works" };
  const { code, routine } = error as { readonly code?: string; readonly routine?: string };
  if (code === "28P01") return { status: "dead", reason: "the password is not, or no longer, that of the user" };
  // Of a role that is gone or may not log in; the other one of this class is an address that may not come in.
  if (code === "28000" && routine === "InitializeSessionUserId")
    return { status: "dead", reason: "the user does not exist, or may not log in" };
  if (code === "28000")
    return { status: "unknown", reason: "the server lets nobody in from this IP address, or not this way" };
  // Told only to whom it let in.
  if (code === "3D000" || code === "42501") return { status: "active", reason: "it works, but not for this database" };
  throw error;
}
