import { createPrivateKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withMatcher } from "../../src/wire-values.ts";
import { createTestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { secretsOf } from "../support/reveal.ts";
import { expand } from "../support/samples.ts";

const signal = new AbortController().signal;
const token = expand("ghp_<base62:30><crc32>", 721);
const rsa = expand("<pem:rsa>", 722).trimEnd();
const password = ['Tr0mb"one', "Kettle9"].join("&");
const url = expand("postgres://shop:<alnum:18>@db.corp.internal:5432/shop", 723);
const key = createPrivateKey(rsa);
const pkcs8 = String(key.export({ format: "pem", type: "pkcs8" }));
const pkcs1 = String(key.export({ format: "pem", type: "pkcs1" }));

const tested = createTestCase();
let registry: TestRegistry;
let titles: (text: string) => Promise<readonly string[]>;

beforeAll(async () => {
  registry = await startRegistry();
  const files = [
    layer.file("app/.env", `GITHUB_TOKEN=${token}\nDATABASE_URL=${url}\n`),
    layer.file("app/tls.key", `${rsa}\n`),
    layer.file("app/settings.json", JSON.stringify({ database: { password } })),
  ];
  registry.push("app", image({ layers: [gzipLayer(files)] }), { tags: ["1"] });
  await tested.audit(registry.host);
  const byPrint = new Map(secretsOf(await tested.report()).map(({ fingerprint, ruleId }) => [fingerprint, ruleId]));
  titles = (text) =>
    withMatcher(
      tested.config,
      (match) => match(Buffer.from(text)).map(({ fingerprint }) => byPrint.get(fingerprint) ?? ""),
      signal,
    );
});
afterAll(async () => {
  await registry.close();
  tested.remove();
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const quoted = JSON.stringify(password);

describe("the case knows a value", () => {
  it.each([
    ["as it is", token, "github-personal-access-token"],
    ["with a line break", `${token}\r\n`, "github-personal-access-token"],
    ["with blanks", `  ${token}\t\n`, "github-personal-access-token"],
    ["in quotes", `'${token}'`, "github-personal-access-token"],
    ["with a name", `export GITHUB_TOKEN="${token}"`, "github-personal-access-token"],
    ["in base64", base64(`${token}\n`), "github-personal-access-token"],
    ["in a sentence", `please revoke ${token}, thanks`, "github-personal-access-token"],
    ["a password as it is", password, "generic-password"],
    ["a password in JSON", quoted, "generic-password"],
    ["a password with its name in YAML", `password: ${quoted}`, "generic-password"],
    ["a password with a user", `shop:${password}`, "generic-password"],
    ["a password as HTTP Basic sends it", base64(`shop:${password}`), "generic-password"],
    ["a password in a form", encodeURIComponent(password), "generic-password"],
    ["the password of a URL", /:([A-Za-z0-9]{18})@/.exec(url)?.[1] ?? "", "database-url-password"],
    ["the URL", url, "database-url-password"],
    ["a key as it stood", rsa, "private-key"],
    ["a key in PKCS#8", pkcs8, "private-key"],
    ["a key in PKCS#1", pkcs1, "private-key"],
    ["a key in one line", JSON.stringify({ key: pkcs1 }), "private-key"],
    ["a key in base64", base64(pkcs8), "private-key"],
    ["a key with DOS line ends", pkcs8.replaceAll("\n", "\r\n"), "private-key"],
  ])("%s", async (_how, text, ruleId) => {
    expect(await titles(text)).toEqual([ruleId]);
  });

  it.each([
    ["another token", expand("ghp_<base62:30><crc32>", 724)],
    ["a token that is cut", token.slice(0, -1)],
    ["a token in other case", token.toUpperCase()],
    ["a password with a letter more", `${password}x`],
    ["the user of a URL", "shop"],
    ["the public half of a key", expand("<pem:rsa>", 725)],
    ["nothing of note", "\n"],
  ])("not: %s", async (_how, text) => {
    expect(await titles(text)).toEqual([]);
  });

  it("however a text is made to keep it busy", async () => {
    let nested = token;
    for (let depth = 0; depth < 4; depth++) nested = base64(nested);
    expect(await titles(nested)).toEqual(["github-personal-access-token"]);
    expect(await titles("\\\\".repeat(200_000))).toEqual([]);
    expect(await titles(`${"a=".repeat(200_000)}`)).toEqual([]);
  });
});
