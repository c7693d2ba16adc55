import { createPrivateKey, createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { LAYER_LIMITS } from "../../src/layer/limits.ts";
import { scanConfig } from "../../src/layer/scan-config.ts";
import { scanLayer } from "../../src/layer/scan-layer.ts";
import { sshField } from "../../src/scan/structure/ssh-reader.ts";
import { layer, plainLayer } from "../support/image.ts";
import { seeded } from "../support/random.ts";
import * as sampleKeys from "../support/sample-keys.ts";
import { expand } from "../support/samples.ts";
import { scanner } from "./scan-text.ts";

const ACCOUNT = expand("AC<hex:32>", 1);
const OTHER = expand("AC<hex:32>", 2);
const TOKEN = `TWILIO_AUTH_TOKEN=${expand("<hex:32>", 3)}\n`;
const PASSWORD = expand("<password>", 4);

const inFiles = async (files: Readonly<Record<string, string>>) => {
  const { bytes } = plainLayer(Object.entries(files).map(([path, text]) => layer.file(path, text)));
  const { findings } = await scanLayer(
    (async function* () {
      yield bytes;
    })(),
    { scanner, limits: LAYER_LIMITS },
    AbortSignal.timeout(30_000),
  );
  return findings;
};
const inEnv = (...env: readonly string[]) =>
  scanConfig(Buffer.from(JSON.stringify({ config: { Env: env }, rootfs: { type: "layers", diff_ids: [] } })), scanner)
    .findings;

describe("the account of a secret", () => {
  it.each([
    ["lines before it", { ".env": `TWILIO_ACCOUNT_SID=${ACCOUNT}\nA=1\nB=2\n${TOKEN}` }, ACCOUNT],
    ["lines after it", { ".env": `${TOKEN}A=1\nTWILIO_ACCOUNT_SID=${ACCOUNT}\n` }, ACCOUNT],
    ["far away in its file", { ".env": `TWILIO_ACCOUNT_SID=${ACCOUNT}\n${"#\n".repeat(900)}${TOKEN}` }, ACCOUNT],
    ["in another file", { "app/a.py": `twilio_sid = "${ACCOUNT}"\n`, "srv/b.env": TOKEN }, ACCOUNT],
    [
      "in another file of its folder, though others stand elsewhere",
      { "a/a.py": `twilio_sid = "${OTHER}"\n`, "b/a.py": `twilio_sid = "${ACCOUNT}"\n`, "b/.env": TOKEN },
      ACCOUNT,
    ],
    [
      "one of several files",
      { "a/a.py": `twilio = "${OTHER}"\n`, "b/a.py": `twilio = "${ACCOUNT}"\n`, "c/.env": TOKEN },
      undefined,
    ],
    ["in none", { ".env": TOKEN }, undefined],
  ])("%s", async (_, files, account) => {
    const [finding, ...others] = (await inFiles(files)).filter(({ ruleId }) => ruleId === "twilio-auth-token");
    expect(others).toEqual([]);
    expect(finding?.facts.account).toBe(account);
  });

  it("is no finding of its own", async () => {
    expect(await inFiles({ ".env": `TWILIO_ACCOUNT_SID=${ACCOUNT}\n` })).toEqual([]);
  });

  it("names tenant and application of a client secret", async () => {
    const [tenant, client] = [expand("<uuid>", 1), expand("<uuid>", 2)];
    const text = `{"tenantId": "${tenant}", "appId": "${client}",\n "password": "${expand("<alnum:3>8Q~<alnum:34>", 1)}"}`;
    const [finding] = await inFiles({ "azure.json": text });
    expect(finding).toMatchObject({ ruleId: "azure-client-secret", facts: { tenant, clientId: client } });
  });
});

describe("a private key", () => {
  const key = expand("<pem:ed25519>", 1);
  const certificate = sampleKeys.certificate(key, { random: seeded("c"), name: "www.corp.internal" });
  const other = expand("<certificate>", 2);

  it("is told with its certificate, wherever that stands, and with no other", async () => {
    const [finding] = await inFiles({ "etc/ssl/a.pem": other, "srv/tls.key": key, "usr/b.crt": certificate });
    expect(finding?.facts).toMatchObject({
      certificateSubject: "CN=www.corp.internal",
      certificateUntil: "2035-01-01T00:00:00.000Z",
      selfSigned: true,
    });
    expect(finding?.reasons).toContain("certificate of the same key");
    expect((await inFiles({ "srv/tls.key": key, "usr/b.crt": other }))[0]?.facts.certificateSubject).toBeUndefined();
  });

  it("is told with its certificate also when the dates of that are none", async () => {
    const der = Buffer.from(certificate.replace(/-----[A-Z ]+-----/g, ""), "base64");
    der.write("351301000000Z", der.lastIndexOf("350101000000Z"));
    const odd = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
    const [finding] = await inFiles({ "srv/tls.key": key, "usr/b.crt": odd });
    expect(finding?.facts).toMatchObject({ certificateSubject: "CN=www.corp.internal" });
    expect(finding?.facts.certificateUntil).toBeUndefined();
  });

  it("is told with the line that lets it in", async () => {
    const blob = (await inFiles({ key }))[0]?.facts.sshFingerprint;
    const publicKey = createPublicKey(key).export({ format: "jwk" }).x ?? "";
    const line = `ssh-ed25519 ${Buffer.concat([sshField("ssh-ed25519"), sshField(Buffer.from(publicKey, "base64url"))]).toString("base64")} deploy@build`;
    const [finding] = await inFiles({ "root/key": key, "home/x/.ssh/authorized_keys": `# all\n${line}\n` });
    expect(finding?.facts).toMatchObject({ sshFingerprint: blob, authorizes: true, publicKeyComment: "deploy@build" });
  });

  it("is one secret in all its shapes", async () => {
    const ec = expand("<pem:ec>", 5);
    const pkcs8 = String(createPrivateKey(ec).export({ format: "pem", type: "pkcs8" }));
    const found = await inFiles({ a: ec, b: pkcs8, c: Buffer.from(pkcs8).toString("base64") });
    expect(found).toHaveLength(3);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });
});

describe("user and host of a password", () => {
  it("are those whose names begin as its own, in variables of an image", () => {
    const found = inEnv("OTHER_USER=bob", "DB_HOST=db.corp.internal", `DB_PASSWORD=${PASSWORD}`, "DB_USER=orders");
    expect(found).toHaveLength(1);
    expect(found[0]?.facts).toEqual({ host: "db.corp.internal", user: "orders" });
    expect(found[0]?.reasons).toContain("user name in the same image config");
  });

  it("are those of its file, and of its section where names do not tell", async () => {
    const section = (name: string, password: string) =>
      `[${name}]\nuser = ${name}\nhost = ${name}.internal\npassword = ${password}\n`;
    const text = `${section("alice", PASSWORD)}${"\n".repeat(20)}${section("carol", expand("<password>", 9))}`;
    expect((await inFiles({ "etc/app.ini": text })).map(({ facts }) => facts)).toEqual([
      { host: "alice.internal", user: "alice" },
      { host: "carol.internal", user: "carol" },
    ]);
  });

  it("are not told when two are as near", () => {
    expect(inEnv("DB_USER=orders", "DB_USERNAME=admin", `DB_PASSWORD=${PASSWORD}`)[0]?.facts).toEqual({});
  });

  it.each([
    ["PGHOST=db.corp.internal", "PGUSER=orders", "PGPASSWORD"],
    ["MYSQL_HOST=db.corp.internal", "MYSQL_USER=orders", "MYSQL_PWD"],
  ])("of the variables that a database client reads: %s, %s, %s", (host, user, password) => {
    const [found] = inEnv(host, user, `${password}=${PASSWORD}`);
    expect(found?.facts).toEqual({ host: "db.corp.internal", user: "orders" });
  });

  it("are not told when the name of the user is a secret elsewhere", () => {
    const value = "orchid77Falcon";
    const found = inEnv(`DB_USER=${value}`, `DB_PASSWORD=${PASSWORD}`, `APP_PASSWORD=${value}`);
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain(value);
  });
});
