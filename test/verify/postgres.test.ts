import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { parseAllowedHost } from "../../src/verify/allowed-host.ts";
import { postgres } from "../../src/verify/postgres.ts";
import type { Answer, Places } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { startPostgres } from "../support/postgres.ts";
import { PLACES, questionOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { selfSigned } from "../support/self-signed.ts";
import { requireTool } from "../support/tools.ts";

const password = `${expand("<alnum:20>", 11)}@:`;
const inUrl = encodeURIComponent(password);

const SQL = `
CREATE ROLE shop LOGIN PASSWORD '${password}';
CREATE ROLE retired NOLOGIN PASSWORD '${password}';
CREATE ROLE far LOGIN PASSWORD '${password}';
CREATE DATABASE orders;
`;
const ACCESS = `host all far 10.9.8.7/32 scram-sha-256
host all shop,retired,nobody 127.0.0.1/32 scram-sha-256`;

interface Attempt {
  readonly facts?: Facts;
  readonly value?: string;
  readonly places?: Partial<Places>;
}

const askAt = async (port: number, { facts, value = inUrl, places }: Attempt): Promise<Answer> => {
  const about = { scheme: "postgres", user: "shop", host: "db.corp.internal", port: "5432", database: "orders" };
  const found = secret("x", { ruleId: "database-url-password", facts: { ...about, ...facts } });
  const allowed = parseAllowedHost(`db.corp.internal:5432=127.0.0.1:${port}`);
  const question = questionOf(postgres, [found], {
    values: { secret: value },
    places: { allowHosts: [allowed!], ...places },
  });
  return postgres.verify(question, new AbortController().signal);
};

describe.skipIf(!requireTool("initdb"))("a login at PostgreSQL", () => {
  let plain: Awaited<ReturnType<typeof startPostgres>>;
  let secure: Awaited<ReturnType<typeof startPostgres>>;
  const folders = [permanentScratch(), permanentScratch(), permanentScratch()] as const;

  beforeAll(async () => {
    plain = await startPostgres({ folder: folders[0], sql: SQL, access: ACCESS });
    const access = ACCESS.replaceAll("host ", "hostssl ");
    secure = await startPostgres({ folder: folders[1], sql: SQL, access, tls: selfSigned(folders[2]) });
  });
  afterAll(async () => {
    await plain?.stop();
    await secure?.stop();
  });

  it.each<[string, Attempt, Answer["status"], string]>([
    ["works", {}, "active", "it works"],
    ["works for another database", { facts: { database: "gone" } }, "active", "it works, but not for this database"],
    ["has another password now", { value: "old" }, "dead", "the password is not, or no longer, that of the user"],
    ["is of nobody", { facts: { user: "nobody" } }, "dead", "the password is not, or no longer, that of the user"],
    ["is disabled", { facts: { user: "retired" } }, "dead", "the user does not exist, or may not log in"],
    [
      "is for other addresses",
      { facts: { user: "far" } },
      "unknown",
      "the server lets nobody in from this IP address, or not this way",
    ],
  ])("that %s", async (_, attempt, status, reason) => {
    expect(await askAt(plain.port, attempt)).toMatchObject({ status, reason, endpoint: "db.corp.internal:5432" });
  });

  it("goes over TLS where there is TLS", async () => {
    expect(await askAt(secure.port, {})).toMatchObject({ status: "active", about: { who: "shop" } });
  });
});

describe("a login at a server that is none", () => {
  it("is given up after a while", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const answer = await askAt(port, { places: { patienceMs: 300 } });
    expect(answer).toMatchObject({ status: "unknown" });
    expect(JSON.stringify(answer)).not.toContain(password);
  });

  it("does not show the password to one that has no TLS, unless it is here or was named", async () => {
    const seen: string[] = [];
    const server = createServer((socket) => {
      socket
        .on("error", () => undefined)
        .on("data", (chunk) => {
          seen.push(chunk.toString("latin1"));
          socket.write("N");
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    // Loopback by another of its addresses, which no rule of ours takes for this machine.
    const allowHosts = [{ host: "db.corp.internal", at: { host: "0.0.0.0", port } }];
    expect(await askAt(port, { places: { allowHosts } })).toMatchObject({
      status: "unknown",
      reason: "the server has no TLS; --insecure HOST allows a login without",
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toContain("shop");
  });

  it.each<[string, readonly string[], RegExp]>([
    ["no host was allowed", [], /--allow-host db.corp.internal:5432/],
    ["another host was", ["db.corp.example"], /--allow-host db.corp.internal:5432/],
    ["another port was", ["db.corp.internal:6432"], /--allow-host db.corp.internal:5432/],
  ])("is not tried where %s", (_, allowed, hint) => {
    const facts = { scheme: "postgresql", user: "shop", host: "db.corp.internal", port: "5432" };
    const [subject] = postgres.subjects([secret("x", { ruleId: "database-url-password", facts })]);
    const allowHosts = allowed.flatMap((one) => parseAllowedHost(one) ?? []);
    expect(postgres.requests(subject!, { ...PLACES, allowHosts })).toEqual({ obstacle: expect.stringMatching(hint) });
  });

  it("is not tried at a port that only the image names", () => {
    const facts = { scheme: "postgresql", user: "shop", host: "db.corp.internal", port: "25" };
    const [subject] = postgres.subjects([secret("x", { ruleId: "database-url-password", facts })]);
    const allowHosts = [parseAllowedHost("db.corp.internal")!];
    expect(postgres.requests(subject!, { ...PLACES, allowHosts })).toEqual({
      obstacle: expect.stringContaining("--allow-host db.corp.internal:25"),
    });
  });

  it("is shown as it would be made", () => {
    const facts = { scheme: "postgresql", user: "shop", host: "db.corp.internal", database: "orders" };
    const [subject] = postgres.subjects([secret("x", { ruleId: "database-url-password", facts })]);
    const allowHosts = [parseAllowedHost("db.corp.internal=127.0.0.1:15432")!];
    expect(postgres.requests(subject!, { ...PLACES, allowHosts })).toEqual([
      {
        method: "LOGIN",
        url: "postgres://shop:[secret]@db.corp.internal:5432/orders at 127.0.0.1:15432",
        headers: {},
        body: "SELECT 1",
      },
    ]);
  });

  it("takes only what is PostgreSQL's", () => {
    const subjects = ["mysql", "redis", "postgres", "POSTGRESQL"].flatMap((scheme) =>
      postgres.subjects([secret(scheme, { ruleId: "database-url-password", facts: { scheme, host: "db" } })]),
    );
    expect(subjects.map(({ facts }) => facts.scheme)).toEqual(["postgres", "POSTGRESQL"]);
  });
});

describe("parseAllowedHost", () => {
  it.each([
    ["db", { host: "db" }],
    ["db:5432", { host: "db", port: 5432 }],
    ["[::1]:5432", { host: "::1", port: 5432 }],
    ["db:1=127.0.0.1:2", { host: "db", port: 1, at: { host: "127.0.0.1", port: 2 } }],
    ["db:0", undefined],
    ["db:65536", undefined],
    ["db=", undefined],
    ["a=b=c", undefined],
    ["http://db", undefined],
    ["", undefined],
  ])("%s", (text, parsed) => {
    expect(parseAllowedHost(text)).toEqual(parsed);
  });
});
