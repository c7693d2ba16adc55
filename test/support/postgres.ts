import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, type ServerProcess, startServer } from "./server-process.ts";

const DEBIAN = "/usr/lib/postgresql";
// Debian keeps the programs of the server off PATH.
if (existsSync(DEBIAN))
  process.env.PATH = [process.env.PATH, ...readdirSync(DEBIAN).map((version) => join(DEBIAN, version, "bin"))].join(
    ":",
  );

/** It does not run as root: `nobody` has it then. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

export interface StartPostgres {
  readonly folder: string;
  /** Run as the superuser, in a database of its own name. */
  readonly sql: string;
  /** Lines of pg_hba.conf for logins over TCP. */
  readonly access: string;
  /** PEM; without it the server has no TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A PostgreSQL on a free loopback port; ask `requireTool("initdb")` before. */
export const startPostgres = async (options: StartPostgres): Promise<ServerProcess & { readonly port: number }> => {
  const { folder, sql, access, tls } = options;
  const port = await freePort();
  const data = join(folder, "data");
  const own = (name: string, content: string, mode: number): void => {
    writeFileSync(join(folder, name), content);
    chmodSync(join(folder, name), mode);
    if (isRoot) chownSync(join(folder, name), NOBODY, NOBODY);
  };
  chmodSync(folder, 0o755);
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  own("hba.conf", `local all all trust\n${access}\n`, 0o600);
  own("start.sql", sql, 0o600);
  if (tls !== undefined) {
    own("server.key", tls.key, 0o600);
    own("server.crt", tls.cert, 0o600);
  }
  const run = (program: string, args: readonly string[]): void =>
    void execFileSync(program, args, { cwd: folder, stdio: "pipe", ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });
  run("initdb", ["-D", data, "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C", "-A", "trust"]);
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    `hba_file=${join(folder, "hba.conf")}`,
    "fsync=off",
    ...(tls === undefined
      ? []
      : ["ssl=on", `ssl_key_file=${join(folder, "server.key")}`, `ssl_cert_file=${join(folder, "server.crt")}`]),
  ];
  const server = await startServer({
    command: `${isRoot ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : ""}postgres -D data ${settings.map((one) => `-c ${one}`).join(" ")}`,
    cwd: folder,
    ready: "database system is ready to accept connections",
  });
  run("psql", ["-h", folder, "-p", String(port), "-U", "postgres", "-q", "-v", "ON_ERROR_STOP=1", "-f", "start.sql"]);
  return { ...server, port };
};
