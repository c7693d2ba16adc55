import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { mysql } from "../../src/verify/mysql.ts";
import type { Answer } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { startMariadb } from "../support/mariadb.ts";
import { questionOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { selfSigned } from "../support/self-signed.ts";
import { requireTool } from "../support/tools.ts";

const password = expand("<alnum:24>", 13);

const SQL = `CREATE USER shop@'127.0.0.1' IDENTIFIED BY '${password}';
CREATE USER far@'10.9.8.7' IDENTIFIED BY '${password}';
CREATE USER locked@'127.0.0.1' IDENTIFIED BY '${password}' ACCOUNT LOCK;
CREATE USER late@'127.0.0.1' IDENTIFIED BY '${password}' PASSWORD EXPIRE;
CREATE USER careful@'127.0.0.1' IDENTIFIED BY '${password}' REQUIRE SSL;
`;

interface Attempt {
  readonly at: { readonly host: string; readonly port: number };
  readonly user?: string;
  readonly value?: string;
  readonly patienceMs?: number;
}

const ask = async ({ at, user = "shop", value = password, patienceMs = 5000 }: Attempt): Promise<Answer> => {
  const facts: Facts = { user, host: "db.corp.internal:3306" };
  const question = questionOf(mysql, [secret("x", { ruleId: "mysql-dsn-password", facts })], {
    values: { secret: value },
    places: { allowHosts: [{ host: "db.corp.internal", port: 3306, at }], patienceMs },
  });
  return mysql.verify(question, new AbortController().signal);
};

describe.skipIf(!requireTool("mariadbd"))("a login at MariaDB", () => {
  let plain: Awaited<ReturnType<typeof startMariadb>>;
  let secure: Awaited<ReturnType<typeof startMariadb>>;
  const folders = [permanentScratch(), permanentScratch(), permanentScratch()] as const;

  beforeAll(async () => {
    plain = await startMariadb({ folder: folders[0], sql: SQL });
    secure = await startMariadb({ folder: folders[1], sql: SQL, tls: selfSigned(folders[2]) });
  });
  afterAll(async () => {
    await plain?.stop();
    await secure?.stop();
  });

  it.each<[string, Omit<Attempt, "at">, Answer["status"], string]>([
    ["works", {}, "active", "it works"],
    ["has another password now", { value: "old" }, "refused", "access denied, to this password or to this IP address"],
    ["is for other addresses", { user: "far" }, "refused", "access denied, to this password or to this IP address"],
    ["is locked", { user: "locked" }, "dead", "the account is locked"],
    ["must be changed", { user: "late" }, "active", "it works"],
  ])("that %s", async (_, attempt, status, reason) => {
    const answer = await ask({ at: { host: "127.0.0.1", port: plain.port }, ...attempt });
    expect(answer).toMatchObject({ status, reason, endpoint: "db.corp.internal:3306" });
  });

  it("goes over TLS where there is TLS", async () => {
    const at = { host: "127.0.0.1", port: secure.port };
    expect(await ask({ at, user: "careful" })).toMatchObject({ status: "active" });
  });

  it("is not made where nobody vouches for the certificate of a server elsewhere", async () => {
    const answer = await ask({ at: { host: "0.0.0.0", port: secure.port } });
    expect(answer).toMatchObject({ status: "unknown", reason: expect.stringContaining("TLS") });
  });

  it("is not made in clear at a server elsewhere", async () => {
    const answer = await ask({ at: { host: "0.0.0.0", port: plain.port } });
    expect(answer).toMatchObject({ status: "unknown", reason: expect.stringContaining("has no TLS") });
  });
});

describe("a login at a server that is none", () => {
  it("is given up after a while", async () => {
    const server = createServer((socket) => void socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await ask({ at: { host: "127.0.0.1", port }, patienceMs: 300 })).toMatchObject({ status: "unknown" });
  });
});
