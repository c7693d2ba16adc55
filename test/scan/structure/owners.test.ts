import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";
import { examine } from "./examine.ts";

describe("PyPI tokens", () => {
  const field = (type: number, content: Uint8Array | string) =>
    Buffer.concat([Buffer.from([type, content.length]), Buffer.from(content)]);

  const token = (...caveats: readonly unknown[]) =>
    `pypi-${Buffer.concat([
      Buffer.from([2]),
      field(1, "packages.internal"),
      field(2, "identifier"),
      Buffer.from([0]),
      ...caveats.flatMap((caveat) => [field(2, JSON.stringify(caveat)), Buffer.from([0])]),
      Buffer.from([0]),
      field(6, Buffer.alloc(32, 5)),
    ]).toString("base64url")}`;

  test.each([
    [[[1, ["shop", "cart"]]], { projects: "shop,cart" }],
    [
      [
        [3, "u-1"],
        [0, 1_700_000_000, 1_600_000_000],
      ],
      { user: "u-1", expiresAt: "2023-11-14T22:13:20.000Z" },
    ],
    [[{ version: 1, permissions: { projects: ["shop"] } }], { projects: "shop" }],
    [[{ version: 1, permissions: "user" }], { scope: "user" }],
    [["not a caveat", null, 7], {}],
  ])("with %j", (caveats, facts) => {
    expect(examine("pypi", token(...caveats))).toMatchObject({ confidence: "high" });
    expect(examine("pypi", token(...caveats)).facts).toEqual({ location: "packages.internal", ...facts });
  });

  test("that are cut anywhere are malformed", () => {
    const whole = token([1, ["shop"]]);
    for (let length = 6; length < whole.length - 1; length += 5)
      expect(examine("pypi", whole.slice(0, length)).validity).toBe("malformed");
  });
});

describe("signed addresses end when they say", () => {
  const signature = expand("<hex:64>", 1);

  test("of AWS", () => {
    const text = `u=https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Credential=${"ASIA"}QNZGKIQY56JQ7WML%2F20260102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=${signature}`;
    expect(examine("signed-url", signature, text).facts).toEqual({
      host: "b.s3.eu-west-1.amazonaws.com",
      region: "eu-west-1",
      account: "029608264753",
      expiresAt: "2026-01-02T04:04:05.000Z",
    });
  });

  test("of Google Cloud, or say nothing", () => {
    const text = `https://storage.googleapis.com/b/k?X-Goog-Credential=ci%40shop.iam.gserviceaccount.com%2F20260102%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20260102T030405Z&X-Goog-Expires=60&X-Goog-Signature=${signature}`;
    expect(examine("signed-url", signature, text).facts).toEqual({
      host: "storage.googleapis.com",
      region: "auto",
      email: "ci@shop.iam.gserviceaccount.com",
      expiresAt: "2026-01-02T03:05:05.000Z",
    });
    expect(examine("signed-url", signature, `&X-Amz-Signature=${signature}&X-Amz-Date=soon`).facts).toEqual({});
  });
});

test("a WireGuard key names the peer that it is; a preshared one cannot", () => {
  const pair = generateKeyPairSync("x25519");
  const raw = (der: Buffer) => der.subarray(-32).toString("base64");
  const value = raw(pair.privateKey.export({ format: "der", type: "pkcs8" }));
  expect(examine("wireguard", value, `PrivateKey = ${value}`).facts).toEqual({
    kind: "private",
    publicKey: raw(pair.publicKey.export({ format: "der", type: "spki" })),
  });
  expect(examine("wireguard", value, `PresharedKey = ${value}`).facts).toEqual({ kind: "preshared" });
});

test("a JetBrains token names its user", () => {
  const [user, name] = ["alice", "ci"].map((text) => Buffer.from(text).toString("base64"));
  expect(examine("jetbrains", `perm:${user}.${name}.${expand("<alnum:30>", 1)}`).facts).toEqual({
    user: "alice",
    tokenName: "ci",
  });
});

test("a key of secp256k1 is a number below the order of the curve", () => {
  const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  // The generator itself (SEC 2, 2.4.1).
  expect(examine("secp256k1", `0x${"1".padStart(64, "0")}`).facts).toEqual({
    publicKey: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
  });
  for (const value of [`0x${order}`, "0x".padEnd(66, "0"), "0x".padEnd(66, "f")])
    expect(examine("secp256k1", value)).toMatchObject({ confidence: "low", validity: "malformed" });
});

test("the login of ECR in a Docker configuration says when it ended", () => {
  const password = Buffer.from(
    JSON.stringify({ payload: expand("<b64:200>", 1), version: "2", type: "DATA_KEY", expiration: 1_700_000_000 }),
  ).toString("base64");
  const auth = (user: string) => Buffer.from(`${user}:${password}`).toString("base64");
  expect(examine("basic-auth", auth("AWS")).facts).toEqual({ user: "AWS", expiresAt: "2023-11-14T22:13:20.000Z" });
  expect(examine("basic-auth", auth("robot")).facts).toEqual({ user: "robot" });
});

test("a key id that Google did not make is said: the key itself may still be real", () => {
  const reason = "key id is not 40 hex digits";
  const file = expand("<gcp-service-account>", 1);
  expect(scanText(file)[0]?.reasons).not.toContain(reason);
  const [typed] = scanText(file.replace(/"private_key_id": "\w+"/, '"private_key_id": "your-key-id"'));
  expect(typed?.ruleId).toBe("gcp-service-account-key");
  expect(typed?.reasons).toContain(reason);
});

describe("the host of a database URL tells who runs it", () => {
  test.each([
    ["shop.c1.eu-west-1.rds.amazonaws.com", { hostedBy: "Amazon RDS", region: "eu-west-1" }],
    ["ep-cool-1.eu-central-1.aws.neon.tech", { hostedBy: "Neon", project: "ep-cool-1" }],
    ["shop.a1b2c.mongodb.net", { hostedBy: "MongoDB Atlas", project: "a1b2c" }],
    ["shop.postgres.database.azure.com", { hostedBy: "Azure" }],
    ["10.0.3.4", { network: "private" }],
    ["172.20.0.2", { network: "private" }],
    ["db", { network: "private" }],
    ["db.shop.svc", { network: "private" }],
    ["172.32.0.2", {}],
    ["db.acme.io", {}],
    ["notrds.amazonaws.com.acme.io", {}],
  ])("%s", (host, facts) => {
    const [finding] = scanText(`DATABASE_URL=postgres://app:${expand("<password>", 1)}@${host}:5432/shop`);
    expect(finding?.facts).toEqual({ scheme: "postgres", user: "app", host, port: "5432", database: "shop", ...facts });
  });
});
