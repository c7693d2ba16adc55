import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { ReportModel, SecretReport } from "../../src/report/model.ts";
import { type Ended, exhume } from "../support/exhume.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { type Asked, type ProviderAnswer, startProvider, type TestProvider } from "../support/provider.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";
import { onTerminal } from "../support/terminal.ts";
import { requireTool } from "../support/tools.ts";

const cwd = permanentScratch();
const github = [821, 822].map((seed) => expand("ghp_<base62:30><crc32>", seed));
const npm = expand("npm_<base62:30><crc32>", 823);
const stripe = expand("sk_live_<alnum:99>", 824);
const keyId = expand("AKIA<base32:16>", 825);
const secretKey = expand("<b64:40>", 826);
/** Of an account that exists for canaries, 052310077262 (canary.ts). */
const canaryId = expand("AKIAQYLPMN5HA<base32:7>", 827);
const canaryKey = expand("<b64:40>", 828);
const cachePassword = `${expand("<alnum:18>", 829)}@/`;
const values = [cachePassword, ...github, npm, stripe, secretKey, canaryKey];
let registry: TestRegistry;

const run = async (...args: readonly string[]): Promise<Ended> => exhume(args, { cwd });
const secrets = async (rule: RegExp): Promise<readonly SecretReport[]> => {
  const model: ReportModel = JSON.parse((await run("report")).stdout);
  return model.secrets.filter(({ ruleId }) => rule.test(ruleId));
};
const provider = async (answer: (asked: Asked) => ProviderAnswer): Promise<TestProvider> => {
  const started = await startProvider(answer);
  onTestFinished(started.close);
  return started;
};
const XML = { "content-type": "text/xml" };
const credentials = (id: string, key: string): string =>
  `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${key}\n`;

beforeAll(async () => {
  registry = await startRegistry();
  const files = [
    layer.file("app/.env", `GITHUB_TOKEN=${github[0]}\nOTHER_TOKEN=${github[1]}\nSTRIPE_KEY=${stripe}\n`),
    layer.file("app/.npmrc", `//packages.corp.example/:_authToken=${npm}\n`),
    layer.file("srv/cache.env", `URL=redis://app:${encodeURIComponent(cachePassword)}@cache.corp.internal:6379/0\n`),
    layer.file("root/.aws/credentials", credentials(keyId, secretKey)),
  ];
  const trap = [layer.file("home/ops/.aws/credentials", credentials(canaryId, canaryKey))];
  registry.push("app", image({ layers: [gzipLayer(files)] }), { tags: ["1"] });
  registry.push("trap", image({ layers: [gzipLayer(trap)] }), { tags: ["1"] });
  await run("audit", registry.host);
});
afterAll(async () => registry.close());

describe("exhume verify", () => {
  it("without a provider says who could be asked, and asks nobody", async () => {
    const before = registry.requests.length;
    const { status, stdout } = await run("verify");
    expect(status).toBe(0);
    expect(stdout).toContain("GitHub: 2 can be asked about");
    expect(stdout).toContain("$ exhume verify --provider github");
    expect(stdout).toMatch(/AWS: 1 can be asked about, 1 left out\n.*\n.*a canary/);
    expect(stdout).toMatch(/npm registry: 0 can be asked about, 1 left out\n.*--endpoint\s+npm=URL/);
    expect(stdout).toContain("Nothing was sent.");
    expect(registry.requests).toHaveLength(before);
  });

  it("of a secret that is named says who could be asked about that one, as a command that asks no more", async () => {
    const [named] = await secrets(/^github/);
    const { stdout } = await run("verify", named!.id);
    expect(stdout).toBe(
      `GitHub: 1 can be asked about\n  $ exhume verify ${named!.id} --provider github\nNothing was sent.\n`,
    );
  });

  it("without a terminal and without --yes shows the request and refuses", async () => {
    const api = await provider(() => ({}));
    const { status, stdout, stderr } = await run("verify", "--provider", "github", "--endpoint", `github=${api.url}`);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`GET ${api.url}/user\n      user-agent: exhume\n`);
    expect(stderr).toContain("      authorization: Bearer [secret]\n");
    expect(stderr).toContain("Traces: GitHub notes the token as used");
    expect(stderr).toContain("hint: --yes");
    expect(api.asked).toEqual([]);
  });

  it("asks one after the other; the answers are the validity from then on", async () => {
    const api = await provider(({ headers }) =>
      headers.authorization === `Bearer ${github[0]}`
        ? { body: { login: "octocat" }, headers: { "x-oauth-scopes": "repo, workflow" } }
        : { status: 401, body: { message: "Bad credentials" } },
    );
    const args = ["verify", "--provider", "github", "--endpoint", `github=${api.url}`, "--by", "kim"];
    const { status, stdout } = await run(...args, "--yes");
    expect(status).toBe(1);
    expect(stdout).toMatch(/: active, it works\s+\(octocat; repo, workflow\)/);
    expect(stdout).toMatch(/: dead, bad credentials/);
    const found = await secrets(/^github/);
    expect(found.map(({ validity }) => validity).sort()).toEqual(["active", "dead"]);
    const active = found.find(({ validity }) => validity === "active");
    expect(active?.work.events).toMatchObject([
      { kind: "revealed", actor: "kim", note: "to ask GitHub" },
      { kind: "verified", actor: "kim", state: "new", data: { status: "active", who: "octocat", endpoint: api.host } },
    ]);
    expect((await run("show", active!.id)).stdout).toMatch(
      /kim: verified \([^)]*octocat[^)]*\)\s+GitHub: active, it works/,
    );
    const again = await run(...args, "--yes", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({
      asked: [{ status: "active", secrets: [active!.id] }],
      leftOut: [{ provider: "github", reason: expect.stringContaining("said on") }],
    });
  });

  it("asks about the one that was named, at the registry that was named", async () => {
    const api = await provider(() => ({ status: 401, body: {} }));
    const [token] = await secrets(/^npm/);
    const { status, stdout } = await run(
      "verify",
      token!.id,
      "--provider",
      "npm",
      "--endpoint",
      `npm=${api.url}`,
      "--yes",
    );
    expect([status, stdout]).toEqual([0, expect.stringContaining("dead, unauthorized at this registry")]);
    expect(api.asked.map(({ path }) => path)).toEqual(["/-/whoami"]);
  });

  it("asks where it was told, also when the host of the provider is named; the settings may name hosts of other cases", async () => {
    const api = await provider(() => ({ status: 500 }));
    const places = [
      "--endpoint",
      `api.stripe.com=${api.url}`,
      "--endpoint",
      `${registry.host}=http://${registry.host}`,
    ];
    await run("verify", "--provider", "stripe", "--yes", ...places);
    expect(api.asked).toHaveLength(1);
    const settings = async (name: string): Promise<Ended> =>
      exhume(["verify"], { cwd, env: { EXHUME_ENDPOINT: `${name}=${api.url}` } });
    expect((await settings("registry.other.example")).status).toBe(0);
    expect((await settings("githbu")).stderr).toContain("--endpoint githbu is no provider");
  });

  it("a pair of AWS is one question, and both halves get the answer; a canary is not asked about", async () => {
    const body = "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>";
    const api = await provider(() => ({ status: 403, headers: XML, body }));
    const args = ["verify", "--provider", "aws", "--endpoint", `aws=${api.url}`, "--yes"];
    const { stderr } = await run(...args);
    expect(stderr).toMatch(/Not asked about:\n.*a canary/);
    expect(api.asked).toHaveLength(1);
    expect(api.asked[0]?.headers.authorization).toContain(keyId);
    const halves = (await secrets(/^aws/)).filter(({ work }) => work.events.some(({ kind }) => kind === "verified"));
    expect(halves.map(({ ruleId, validity }) => [ruleId, validity]).sort()).toEqual([
      ["aws-access-key-id", "dead"],
      ["aws-secret-access-key", "dead"],
    ]);
    await run(...args, "--force-canary");
    expect(api.asked.map(({ headers }) => headers.authorization?.includes(canaryId))).toEqual([false, true]);
  });

  it("a login is tried only where a person allowed it, as the server wants it", async () => {
    const told: string[] = [];
    const server = createServer((socket) => {
      socket
        .on("error", () => undefined)
        .on("data", (chunk) => {
          told.push(chunk.toString());
          socket.write(chunk.includes("AUTH") ? "+OK\r\n" : "+PONG\r\n");
        });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const refused = await run("verify", "--provider", "redis", "--yes");
    expect(refused.stderr).toMatch(/--allow-host\s+cache\.corp\.internal:6379/);
    expect([refused.status, told]).toEqual([3, []]);
    const allowed = `cache.corp.internal:6379=127.0.0.1:${port}`;
    const { status, stdout, stderr } = await run("verify", "--provider", "redis", "--allow-host", allowed, "--yes");
    expect([status, stdout]).toEqual([1, expect.stringContaining("active, it works (app)")]);
    expect(stderr).toContain(`LOGIN redis://app:[secret]@cache.corp.internal:6379/0 at 127.0.0.1:${port}`);
    expect(told[0]).toBe(`*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$20\r\n${cachePassword}\r\n`);
  });

  it("a redirect to elsewhere is refused, and nothing is learned", async () => {
    const elsewhere = await provider(() => ({ body: { object: "account", id: "acct_1" } }));
    const api = await provider(() => ({ status: 307, headers: { location: `${elsewhere.url}/v1/account` } }));
    const { status, stdout } = await run("verify", "--provider", "stripe", "--endpoint", `stripe=${api.url}`, "--yes");
    expect([status, stdout]).toEqual([3, expect.stringContaining("unknown, redirected to")]);
    expect([api.asked.length, elsewhere.asked.length]).toEqual([1, 0]);
  });

  it("a value that is sealed in the case is opened for it, when no registry has it any more", async () => {
    const gone = await startRegistry();
    gone.push("app", image({ layers: [gzipLayer([layer.file("app/.env", `KEY=${stripe}\n`)])] }), { tags: ["1"] });
    const identity = await generateX25519Identity();
    writeFileSync(join(cwd, "identity"), identity);
    await run("audit", gone.host, "--db", "sealed.db", "--seal", await identityToRecipient(identity));
    await gone.close();
    const api = await provider(() => ({ body: { object: "account", id: "acct_1" } }));
    const args = ["verify", "--db", "sealed.db", "--provider", "stripe", "--endpoint", `stripe=${api.url}`, "--yes"];
    expect((await run(...args)).stdout).toContain("not asked: no place gave the value");
    expect((await run(...args, "--identity", "identity")).stdout).toContain("active, it works (acct_1)");
    expect(api.asked.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${stripe}`]);
  });

  it("no value is in what it shows, in its files or in a process's arguments", async () => {
    const shown: string[] = [];
    const api = await provider(() => {
      shown.push(...commandLines());
      return { status: 500, headers: { location: stripe }, body: { error: { message: `${stripe} is not good` } } };
    });
    const ended = [
      await run("verify", "--provider", "stripe", "--endpoint", `stripe=${api.url}`, "--yes", "--json"),
      await run("verify", "--json"),
      await run("report"),
    ];
    expect(api.asked.every(({ headers }) => headers.authorization === `Bearer ${stripe}`)).toBe(true);
    expect(shown.some((line) => line.includes("verify"))).toBe(true);
    const files = readdirSync(cwd).map((name) => readFileSync(join(cwd, name), "latin1"));
    const everything = [...shown, ...files, ...ended.flatMap(({ stdout, stderr }) => [stdout, stderr])];
    expect(everything.filter((text) => values.some((value) => text.includes(value)))).toEqual([]);
  });

  it.skipIf(!requireTool("script"))("asks on a terminal, and takes no for an answer", async () => {
    const api = await provider(() => ({ status: 500 }));
    const args = ["verify", "--provider", "stripe", "--endpoint", `stripe=${api.url}`];
    for (const typed of ["n\n", ""])
      expect(await onTerminal(args, { cwd, typed })).toContain("exhume: nothing was sent");
    expect(api.asked).toHaveLength(0);
    expect(await onTerminal(args, { cwd, typed: "y\n" })).toContain("Send this request? [y/N]");
    expect(api.asked).toHaveLength(1);
  });

  it.each([
    [["--provider", "nobody"], /there is no provider nobody/],
    [["--provider", "tls", "--allow-host", "http://x"], /is no host/],
    [["--provider", "ssh", "--authorized-keys", "gone"], /gone cannot be read: ENOENT/],
    [["--endpoint", "githbu=http://127.0.0.1:9"], /--endpoint githbu is no provider and no host that verify asks/],
    [["--endpoint", "api.githbu.com=http://127.0.0.1:9"], /hint: name one of .*\bgithub\b.*\bapi\.github\.com\b/],
    [["--endpoint", "postgres=http://127.0.0.1:9"], /--endpoint postgres is no provider/],
  ])("%j is refused with a hint", async (args, message) => {
    const { status, stderr } = await run("verify", ...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).toContain("hint:");
  });
});

const commandLines = (): readonly string[] =>
  readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [readFileSync(join("/proc", pid, "cmdline"), "latin1").replaceAll("\0", " ")];
    } catch {
      return [];
    }
  });
