import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, type ServerProcess, startServer } from "./server-process.ts";

export interface StartMariadb {
  readonly folder: string;
  readonly sql: string;
  /** PEM; without it the server has no TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const SUPERUSER = process.getuid?.() === 0 ? ["--user=root"] : [];

/** A MariaDB on a free loopback port; ask `requireTool("mariadbd")` before. */
export const startMariadb = async (options: StartMariadb): Promise<ServerProcess & { readonly port: number }> => {
  const { folder, sql, tls } = options;
  const port = await freePort();
  const data = join(folder, "data");
  execFileSync(
    "mariadb-install-db",
    ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db", ...SUPERUSER],
    { cwd: folder, stdio: "pipe" },
  );
  writeFileSync(join(folder, "start.sql"), sql);
  const secured: string[] = [];
  if (tls !== undefined)
    for (const [name, pem] of Object.entries(tls)) {
      writeFileSync(join(folder, `${name}.pem`), pem);
      secured.push(`--ssl-${name}=${join(folder, `${name}.pem`)}`);
    }
  const settings = [
    `--datadir=${data}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    `--socket=${join(folder, "socket")}`,
    `--init-file=${join(folder, "start.sql")}`,
    `--pid-file=${join(folder, "pid")}`,
    "--skip-name-resolve",
  ];
  const server = await startServer({
    command: ["mariadbd", "--no-defaults", ...settings, ...secured, ...SUPERUSER].join(" "),
    cwd: folder,
    ready: "ready for connections",
  });
  return { ...server, port };
};
