import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ImageSource } from "../../src/registry/source.ts";
import { collect } from "../support/collect.ts";
import { REGISTRY_LOGIN, startDockerRegistry } from "../support/docker-registry.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import type { Answer, Question } from "../support/registry/answer.ts";
import type { TestRegistry } from "../support/registry.ts";
import { scratch } from "../support/scratch.ts";
import { listAll, listedGaps, listedNames, openSource, testRegistry } from "../support/source.ts";
import { requireTool } from "../support/tools.ts";

const LOGIN = { user: "ann", password: "pw" };
const PATH = process.env.PATH;
afterEach(() => {
  process.env.PATH = PATH;
});

const blob = gzipLayer([layer.file("data", "x".repeat(1000))]);
const app = image({ layers: [blob] });
const readBlob = async (source: ImageSource, signal = new AbortController().signal): Promise<number> => {
  const descriptor = { digest: blob.digest, size: blob.bytes.length, mediaType: "" };
  const chunks = await collect(source.blob({ registry: source.registry, name: "app" }, descriptor, signal));
  return Buffer.concat(chunks).length;
};

type Auth = NonNullable<Parameters<typeof testRegistry>[0]>["auth"];

const guarded = async (auth: Auth): Promise<TestRegistry> => {
  const registry = await testRegistry({ ...(auth && { auth }) });
  registry.push("app", app, { tags: ["1"] });
  return registry;
};

/** Lists the tags of `app` and pulls a blob of it. */
const expectServed = async (source: ImageSource): Promise<void> => {
  expect(listedNames(await listAll(source))).toEqual(["app:1"]);
  expect(await readBlob(source)).toBe(blob.bytes.length);
};

const tokenRequests = (registry: TestRegistry): readonly string[] =>
  registry.requests.filter(({ path }) => path.startsWith("/token")).map(({ method, status }) => `${method} ${status}`);

/** The challenges of every 401, made from the right one. */
const challenge = (registry: TestRegistry, make: (bearer: string) => string | string[]): void =>
  registry.faults.add({
    path: /^\/v2\//,
    times: Infinity,
    kind: "change",
    change: (answer) =>
      answer.status === 401
        ? { ...answer, headers: { "www-authenticate": make(String(answer.headers["www-authenticate"])) } }
        : answer,
  });

/** What the token endpoint is asked, as it would be answered. */
const watchTokens = (registry: TestRegistry, method: string): readonly Question[] => {
  const seen: Question[] = [];
  const change = (answer: Answer, question: Question): Answer => {
    seen.push(question);
    return answer;
  };
  registry.faults.add({ path: "/token", method, times: Infinity, kind: "change", change });
  return seen;
};

/** A docker-credential-* program that answers with this login. */
const helperConfig = (host: string, username: string): object => {
  const folder = scratch();
  const answer = JSON.stringify({ ServerURL: host, Username: username, Secret: LOGIN.password });
  writeFileSync(
    join(folder, "docker-credential-matrix"),
    `#!/bin/sh\nread server\n[ "$server" = "${host}" ] || exit 1\necho '${answer}'\n`,
  );
  chmodSync(join(folder, "docker-credential-matrix"), 0o755);
  process.env.PATH = `${folder}:${PATH}`;
  return { credHelpers: { [host]: "matrix" } };
};

describe("Auth", () => {
  it.each([{ kind: "none" }, { kind: "bearer" }] as const)("anonymous: $kind", async (auth) => {
    const registry = await guarded(auth);
    const source = await openSource(`${registry.host}/app`);
    await expectServed(source);
    const listed = (await listAll(source)).flatMap((item) => ("listed" in item ? [item.listed.identity] : []));
    expect(listed).toEqual(["anonymous"]);
  });

  it("Basic", async () => {
    const registry = await guarded({ kind: "basic", ...LOGIN });
    await expectServed(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
  });

  it.skipIf(!requireTool("docker-registry"))("Basic: htpasswd of docker-registry", async () => {
    const registry = await startDockerRegistry({ auth: true });
    try {
      const { user, password } = REGISTRY_LOGIN;
      const [refused] = listedGaps(await listAll(await openSource(registry.host)));
      const [empty] = listedGaps(await listAll(await openSource(registry.host, { login: `${user}:${password}` })));
      expect([refused, empty]).toEqual([
        expect.stringContaining("401 UNAUTHORIZED"),
        "unlistable the registry lists no repository to this login",
      ]);
    } finally {
      await registry.stop();
    }
  });

  it("Bearer", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    await expectServed(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    expect(tokenRequests(registry)).toEqual(["GET 200"]);
  });

  it("identity token", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    const asked = watchTokens(registry, "POST");
    const config = { auths: { [registry.host]: { identitytoken: LOGIN.password } } };
    await expectServed(await openSource(`${registry.host}/app`, { config }));
    expect(asked.map(({ form }) => [form.get("grant_type"), form.get("scope"), form.get("service")])).toEqual([
      ["refresh_token", "repository:app:pull", "test registry"],
    ]);
  });

  it("identity token: a server without POST is asked by GET", async () => {
    const registry = await guarded({ kind: "bearer", user: "<token>", password: LOGIN.password });
    registry.faults.add({ path: "/token", method: "POST", kind: "status", status: 404 });
    const config = { auths: { [registry.host]: { identitytoken: LOGIN.password } } };
    await expectServed(await openSource(`${registry.host}/app`, { config }));
    expect(tokenRequests(registry)).toEqual(["POST 404", "GET 200"]);
  });

  it("helper", async () => {
    const registry = await guarded({ kind: "basic", ...LOGIN });
    await expectServed(await openSource(`${registry.host}/app`, { config: helperConfig(registry.host, LOGIN.user) }));
  });

  it("<token>", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    await expectServed(await openSource(`${registry.host}/app`, { config: helperConfig(registry.host, "<token>") }));
    expect(tokenRequests(registry)).toEqual(["POST 200"]);
  });

  it.each([
    ["in one header", (bearer: string) => `Negotiate, ${bearer}, Basic realm="x"`],
    ["the other way round", (bearer: string) => `Basic realm="x", ${bearer}`],
    ["in two headers", (bearer: string) => ['Basic realm="x"', bearer]],
  ] as const)("two challenges: %s", async (_, make) => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    challenge(registry, make);
    await expectServed(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    expect(tokenRequests(registry)).toEqual(["GET 200"]);
  });

  it("relative realm", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    challenge(registry, (bearer) => bearer.replace(/realm="[^"]*"/, 'realm="/token?keep=1"'));
    const asked = watchTokens(registry, "GET");
    await expectServed(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    expect(asked.map(({ url }) => url.searchParams.get("keep"))).toEqual(["1"]);
  });

  it("realm to 169.254.169.254 refused", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    challenge(registry, () => 'Bearer realm="http://169.254.169.254/latest/meta-data/"');
    const gaps = async (login?: string) =>
      listedGaps(await listAll(await openSource(`${registry.host}/app`, login === undefined ? {} : { login })));
    expect(await gaps()).toEqual([expect.stringMatching(/^unreachable 169\.254\.169\.254: .*which is refused/)]);
    expect(await gaps("ann:pw")).toEqual([
      expect.stringMatching(/sends its logins to 169\.254\.169\.254, which is refused/),
    ]);
  });

  it("evil realm gets no credentials", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    const evil = await guarded({ kind: "bearer" });
    challenge(registry, () => 'Bearer realm="https://evil.example/token"');
    const endpoints = { "r.example": `http://${registry.host}`, "evil.example": `http://${evil.host}` };
    const source = await openSource("r.example/app", { login: "ann:pw", endpoints });
    expect(listedGaps(await listAll(source))).toEqual([
      "unreachable login: r.example sends its logins to evil.example, which is refused (--allow-realm evil.example allows it)",
    ]);
    expect(evil.requests).toEqual([]);
  });

  it("expiry mid-run", async () => {
    const registry = await testRegistry({ auth: { kind: "bearer", ...LOGIN, uses: 3 }, pageSize: 1 });
    const tags = Array.from({ length: 10 }, (_, tag) => `${tag}`);
    registry.push("app", app, { tags });
    const source = await openSource(`${registry.host}/app`, { login: "ann:pw" });
    expect(listedNames(await listAll(source))).toEqual(tags.map((tag) => `app:${tag}`));
    expect(tokenRequests(registry)).toEqual(Array.from({ length: 4 }, () => "GET 200"));
  });

  it("401 after fresh token = denied", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    registry.push("other", app, { tags: ["1"] });
    const refuse = (answer: Answer): Answer =>
      answer.status === 401
        ? answer
        : { status: 401, headers: { "www-authenticate": `Bearer realm="/token"` }, body: Buffer.of() };
    registry.faults.add({ path: "/v2/app/tags/list", times: Infinity, kind: "change", change: refuse });
    const listed = await listAll(await openSource(registry.host, { login: "ann:pw" }));
    expect(listedNames(listed)).toEqual(["other:1"]);
    expect(listedGaps(listed)[0]).toMatch(/^unreachable listing tags of .*\/app: 401 UNAUTHORIZED, asked as ann .*$/);
    expect(registry.requests.filter(({ path }) => path.startsWith("/v2/app/"))).toHaveLength(1);
    expect(registry.requests.filter(({ path }) => path.includes("repository%3Aapp"))).toHaveLength(1);
  });

  it("single-flight under 20 callers", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    const source = await openSource(`${registry.host}/app`, { login: "ann:pw" });
    await Promise.all(Array.from({ length: 20 }, async () => readBlob(source)));
    expect(tokenRequests(registry)).toEqual(["GET 200"]);
  });

  it("single-flight under 20 callers: one that gives up does not end it for the others", async () => {
    const registry = await guarded({ kind: "bearer", ...LOGIN });
    const source = await openSource(`${registry.host}/app`, { login: "ann:pw" });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const asked = new Promise<void>((resolve) =>
      registry.faults.add({
        path: "/token",
        kind: "change",
        change: async (answer) => {
          resolve();
          await released;
          return answer;
        },
      }),
    );
    const first = new AbortController();
    const given = readBlob(source, first.signal).catch((error: unknown) => error);
    await asked;
    const others = Array.from({ length: 19 }, async () => readBlob(source));
    // A whole login further on all of them wait for the one that is held back.
    await listAll(await openSource(`${registry.host}/app`, { login: "ann:pw" }));
    first.abort();
    expect(await given).toMatchObject({ name: "AbortError" });
    release();
    expect(new Set(await Promise.all(others))).toEqual(new Set([blob.bytes.length]));
    expect(tokenRequests(registry)).toHaveLength(2);
  });
});
