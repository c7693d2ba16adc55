import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Facts } from "../../src/domain/finding.ts";
import { redis } from "../../src/verify/redis.ts";
import type { AllowedHost, Answer } from "../../src/verify/verifier.ts";
import { secret } from "../support/case.ts";
import { PLACES, questionOf } from "../support/question.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { selfSigned } from "../support/self-signed.ts";
import { freePort, type ServerProcess, startServer } from "../support/server-process.ts";
import { requireTool } from "../support/tools.ts";

const password = expand("<alnum:24>", 12);

const ask = async (at: AllowedHost["at"], facts: Facts = {}, value = password): Promise<Answer> => {
  const about = { scheme: "redis", user: "app", host: "cache.corp.internal", ...facts };
  const question = questionOf(redis, [secret("x", { ruleId: "database-url-password", facts: about })], {
    values: { secret: value },
    places: { allowHosts: [{ host: "cache.corp.internal", ...(at === undefined ? {} : { at }) }] },
  });
  return redis.verify(question, new AbortController().signal);
};

describe.skipIf(!requireTool("redis-server"))("a login at Redis", () => {
  const folder = permanentScratch();
  const servers: ServerProcess[] = [];
  const ports = { guarded: 0, open: 0, tls: 0 };

  const start = async (name: keyof typeof ports, lines: readonly string[]): Promise<void> => {
    ports[name] = await freePort();
    const port = `${name === "tls" ? "port 0\ntls-port" : "port"} ${ports[name]}`;
    writeFileSync(join(folder, `${name}.conf`), [port, "bind 127.0.0.1", 'save ""', ...lines, ""].join("\n"));
    servers.push(
      await startServer({ command: `redis-server ${name}.conf`, cwd: folder, ready: "Ready to accept connections" }),
    );
  };
  const users = [
    `user app on >${password} +@all ~*`,
    `user mute on >${password} -@all`,
    `user gone off >${password}`,
    `user sign on >a%41b +@all`,
  ];

  beforeAll(async () => {
    selfSigned(folder);
    await start("guarded", [`requirepass ${password}`, ...users]);
    await start("open", []);
    const files = ["tls-cert-file cert.pem", "tls-key-file key.pem", "tls-auth-clients no"];
    await start("tls", [...files, ...users]);
  });
  afterAll(async () => void (await Promise.all(servers.map(async ({ stop }) => stop()))));

  it.each<[string, Facts, string | undefined, Answer["status"], RegExp]>([
    ["works", {}, undefined, "active", /it works/],
    ["works for a user who may do nothing", { user: "mute" }, undefined, "active", /it works/],
    ["has another password now", {}, "old", "dead", /no longer/],
    ["is of a user who is off", { user: "gone" }, undefined, "dead", /user is off/],
    ["works, and was found decoded", { user: "sign", encoding: "percent-encoding" }, "a%41b", "active", /it works/],
    ["works, and was found encoded", { user: "sign" }, "a%2541b", "active", /it works/],
    ["is of nobody", { user: "nobody" }, undefined, "dead", /no longer/],
  ])("that %s", async (_, facts, value, status, reason) => {
    const answer = await ask({ host: "127.0.0.1", port: ports.guarded }, facts, value);
    expect(answer).toMatchObject({ status, reason: expect.stringMatching(reason) });
  });

  it("without a user is that of the default one", async () => {
    const facts = { scheme: "redis", host: "127.0.0.1", port: String(ports.guarded) };
    const question = questionOf(redis, [secret("x", { ruleId: "database-url-password", facts })], {
      values: { secret: password },
      places: { allowHosts: [{ host: "127.0.0.1", port: Number(facts.port) }] },
    });
    expect(await redis.verify(question, new AbortController().signal)).toMatchObject({ status: "active" });
  });

  it("at a server that asks for none settles nothing", async () => {
    const facts = { scheme: "redis", host: "127.0.0.1", port: String(ports.open) };
    const question = questionOf(redis, [secret("x", { ruleId: "database-url-password", facts })], {
      values: { secret: password },
      places: { allowHosts: [{ host: "127.0.0.1", port: Number(facts.port) }] },
    });
    const answer = await redis.verify(question, new AbortController().signal);
    expect(answer).toMatchObject({ status: "unknown", reason: expect.stringContaining("lets everybody in") });
  });

  it("goes over TLS where the URL says so", async () => {
    expect(await ask({ host: "127.0.0.1", port: ports.tls }, { scheme: "rediss" })).toMatchObject({ status: "active" });
  });

  it("is not made where nobody vouches for the certificate of a server elsewhere", async () => {
    expect(await ask({ host: "0.0.0.0", port: ports.tls }, { scheme: "rediss" })).toMatchObject({
      status: "unknown",
      reason: expect.stringContaining("self-signed"),
    });
  });
});

describe("a password in clear", () => {
  it("is not sent to another machine, unless it was named as insecure", () => {
    const facts = { scheme: "redis", host: "cache.corp.internal" };
    const [subject] = redis.subjects([secret("x", { ruleId: "database-url-password", facts })]);
    const places = { ...PLACES, allowHosts: [{ host: "cache.corp.internal" }] };
    expect(redis.requests(subject!, places)).toEqual({ obstacle: expect.stringContaining("--insecure") });
    expect(redis.requests(subject!, { ...places, insecure: ["cache.corp.internal"] })).toHaveLength(1);
  });

  it("to a server that answers something else is no login", async () => {
    const server = createServer((socket) =>
      socket.on("error", () => undefined).end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await ask({ host: "127.0.0.1", port })).toMatchObject({ status: "unknown" });
  });
});
