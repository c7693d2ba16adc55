import { describe, expect, test } from "vitest";
import { marvin32, marvin64 } from "../../../src/scan/structure/marvin32.ts";
import { expand } from "../../support/samples.ts";
import { examine } from "./examine.ts";

describe("Marvin32 gives SymCrypt's values", () => {
  test.each([
    ["abc", "d53cd9cecd0893b7", "22c74339492769bf"],
    ["abcdefghijklmnopqrstuvwxyz", "0ddddeeeeffff000", "a128eb7e7260aca2"],
  ])("%s", (text, seed, expected) => {
    const [low, high] = marvin64(Buffer.from(text), Buffer.from(seed, "hex").toString("latin1"));
    expect((BigInt(high) * 2n ** 32n + BigInt(low)).toString(16)).toBe(expected);
  });
});

/** Random bytes, the signature in front of the checksum, the checksum. `bytes` of them in all. */
const azureKey = (signature: string, { seed, bytes }: { seed: string; bytes: number }): string => {
  const text = `${expand(`<b64:${Math.ceil((bytes * 4) / 3) - 10}>`, 1)}${signature}AAAAAA`;
  const whole = Buffer.from(text, "base64").subarray(0, bytes);
  whole.writeUInt32LE(marvin32(whole.subarray(0, -4), seed), bytes - 4);
  return whole.toString("base64");
};

describe.each([
  ["+ASt", "Default0", 64, { service: "Storage" }],
  ["ACDb", "MastRO00", 64, { service: "Cosmos DB", kind: "read-only" }],
  ["+ASb", "Listen00", 32, { service: "Service Bus", kind: "listen" }],
  ["AzSe", "PAdmin00", 39, { service: "AI Search", kind: "admin" }],
  ["+ACR", "ACRDflt0", 39, { service: "Container Registry" }],
])("Azure key with %s and %s", (signature, seed, bytes, facts) => {
  const value = azureKey(signature, { seed, bytes });

  test("tells service and kind", () => {
    expect(value.replace(/=+$/, "").slice(-10, -6)).toBe(signature);
    expect(examine("azure-identifiable", value)).toMatchObject({
      confidence: "high",
      facts: { ...facts, checksum: "valid" },
    });
  });

  test("with a wrong checksum is likely an example", () => {
    const wrong = `${value.startsWith("B") ? "C" : "B"}${value.slice(1)}`;
    expect(examine("azure-identifiable", wrong)).toMatchObject({
      confidence: "low",
      validity: "malformed",
      facts: { service: facts.service, checksum: "invalid" },
      reasons: ["checksum fails: likely an example"],
    });
  });
});

test("a Redis key without a fitting checksum may be a rewritten one", () => {
  const verdict = examine("azure-identifiable", expand("<alnum:33>AzCa<alnum:6>=", 1));
  expect(verdict).toMatchObject({ facts: { service: "Cache for Redis" } });
  expect(verdict.confidence).toBeUndefined();
});

test("a storage key tells its account, with the checksum when it has one", () => {
  const marked = azureKey("+ASt", { seed: "Default0", bytes: 64 });
  const line = (key: string, account: string) => `AccountName=${account};AccountKey=${key}`;
  expect(examine("azure-key", marked, line(marked, "acme"))).toMatchObject({
    confidence: "high",
    facts: { account: "acme", checksum: "valid" },
  });
  const plain = expand("<b64:80>abcdef==", 1);
  expect(examine("azure-key", plain, line(plain, "acme")).facts).toEqual({ account: "acme" });
  expect(examine("azure-key", plain, line(plain, "devstoreaccount1")).known).toBe("test");
});

test("a shared access key tells host and policy", () => {
  const key = azureKey("+AEh", { seed: "Send0000", bytes: 32 });
  const text = `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=sender;SharedAccessKey=${key};EntityPath=orders`;
  expect(examine("azure-shared-key", key, text)).toMatchObject({
    confidence: "high",
    facts: { host: "acme.servicebus.windows.net", policy: "sender", entity: "orders", kind: "send" },
  });
});

describe("annotated keys", () => {
  const key = (signature: string, date = "BC") => {
    const body = `${expand("<alnum:52>", 1)}JQQJ99${date}ACAAAAAAAAAAAAAA${signature}`;
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(marvin32(Buffer.from(body, "base64"), "Default0"));
    return body + sum.toString("base64").slice(0, 4);
  };

  test("tell service, year and month", () => {
    expect(examine("azure-annotated", key("ACOG"))).toMatchObject({
      confidence: "high",
      facts: { service: "AI services", kind: "primary", allocated: "2025-03", checksum: "valid" },
    });
    expect(examine("azure-annotated", key("ZZZZ", "AL")).facts).toMatchObject({
      signature: "ZZZZ",
      allocated: "2024-12",
    });
  });

  test("with a wrong checksum are likely examples, but DevOps has another one", () => {
    const wrong = (value: string) => `${value.startsWith("B") ? "C" : "B"}${value.slice(1)}`;
    expect(examine("azure-annotated", wrong(key("ACOG")))).toMatchObject({ confidence: "low" });
    expect(examine("azure-annotated", wrong(key("AZDO"))).confidence).toBeUndefined();
  });
});

describe("Entra client secrets", () => {
  test("name application and tenant", () => {
    const [id, tenant] = [expand("<uuid>", 1), expand("<uuid>", 2)];
    const value = expand("<alnum:3>7Q~<alnum:34>", 1);
    const text = `AZURE_CLIENT_ID=${id}\nAZURE_TENANT_ID=${tenant}\nAZURE_CLIENT_SECRET=${value}`;
    expect(examine("entra-secret", value, text)).toMatchObject({ facts: { clientId: id, tenant } });
    expect(examine("entra-secret", value, text).confidence).toBeUndefined();
  });

  test("with 8Q~ carry a checksum of three characters", () => {
    const body = expand("<alnum:3>8Q~<alnum:31>", 1);
    const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
    const sum = marvin32(Buffer.from(body), "AadPwd00");
    const digits = [5, 4, 3].map((place) => alphabet[Math.floor(sum / 66 ** place) % 66]).join("");
    expect(examine("entra-secret", body + digits)).toMatchObject({ confidence: "high", facts: { checksum: "valid" } });
    expect(examine("entra-secret", `${body}___`)).toMatchObject({ confidence: "low", validity: "malformed" });
  });
});

describe("shared access signatures", () => {
  const sign = expand("<alnum:43>%3D", 1);
  const facts = (before: string, after = "") => examine("azure-sas", sign, `${before}${sign}${after}`).facts;

  test("of an account", () => {
    expect(
      facts(
        "u='https://acme.blob.core.windows.net/?sv=2022-11-02&ss=bf&srt=sco&sp=rwdl&se=2021-03-04T05:06:07Z&sig=",
        "'",
      ),
    ).toEqual({
      kind: "account",
      host: "acme.blob.core.windows.net",
      services: "bf",
      resourceTypes: "sco",
      permissions: "rwdl",
      expiresAt: "2021-03-04T05:06:07.000Z",
    });
  });

  test("of a user's delegation, escaped as in XML or JSON", () => {
    for (const and of ["&amp;", "\\u0026"])
      expect(
        facts(`"?sr=c${and}skoid=o-1${and}sktid=t-1${and}sig=`, `${and}se=2030-01-01T00%3A00%3A00Z${and}sp=r" x`),
      ).toEqual({
        kind: "user delegation",
        resource: "container",
        principal: "o-1",
        tenant: "t-1",
        permissions: "r",
        expiresAt: "2030-01-01T00:00:00.000Z",
      });
  });

  test("of Service Bus, with seconds", () => {
    expect(facts("SharedAccessSignature sr=https%3A%2F%2Facme&sig=", "&se=1700000000&skn=Root")).toEqual({
      kind: "messaging",
      policy: "Root",
      expiresAt: "2023-11-14T22:13:20.000Z",
    });
  });
});
