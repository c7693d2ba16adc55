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
