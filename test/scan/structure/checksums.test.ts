import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { base32, readBase32 } from "../../../src/scan/structure/base32.ts";
import { crc16 } from "../../../src/scan/structure/crc16.ts";
import { expand } from "../../support/samples.ts";
import { examine } from "./examine.ts";

const VALID = { confidence: "high", facts: { checksum: "valid" }, reasons: ["checksum valid"] };
const INVALID = {
  confidence: "low",
  validity: "malformed",
  facts: { checksum: "invalid" },
  reasons: ["checksum fails: likely an example"],
};

/** Another character of the same alphabet at `at`. */
const spoil = (value: string, at = -10): string => {
  const index = value.length + at;
  return value.slice(0, index) + (value[index] === "7" ? "6" : "7") + value.slice(index + 1);
};

test("the building blocks give the values of their specifications", () => {
  expect(crc16(Buffer.from("123456789"))).toBe(0x31c3);
  // RFC 4648 10
  for (const [text, coded] of [
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ] as const) {
    expect(base32(Buffer.from(text))).toBe(coded);
    expect(readBase32(coded)?.toString()).toBe(text);
  }
  expect(readBase32("MZXW1")).toBeUndefined();
});

describe.each([
  ["crc32-base62", expand("vcp_<b64url:50><crc32:50>", 1)],
  ["crc32-base62", expand("ghr_<base62:70><crc32:70>", 1)],
  ["bech32", expand("AGE-SECRET-KEY-1<bech32>", 1)],
  ["bech32", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"],
  ["bech32", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"],
  // An address: the form is the same, and it is no secret.
  ["base58-check", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"],
])("%s", (name, value) => {
  test("a right one is proof", () => expect(examine(name, value)).toMatchObject(VALID));

  test("a wrong one is likely an example", () => expect(examine(name, spoil(value))).toMatchObject(INVALID));
});

// CRC-32 of "hello" is 0x3610a686.
test("Zuplo: CRC-32 of the body in hex, in either case", () => {
  expect(examine("zuplo", "zpka_hello_3610a686")).toMatchObject(VALID);
  expect(examine("zuplo", "zpka_hello_3610A686")).toMatchObject(VALID);
  expect(examine("zuplo", "zpka_hallo_3610a686")).toMatchObject(INVALID);
});

test("Confluent: little-endian CRC-32 in base64", () => {
  expect(examine("confluent", "cflthellohqYQNg")).toMatchObject(VALID);
  expect(examine("confluent", "cflthallohqYQNg")).toMatchObject(INVALID);
});

test("Azure DevOps: the scattered checksum proves a token of before 2024, in either case", () => {
  const value = expand("<azure-devops-pat>", 1);
  expect(examine("azure-devops-pat", value)).toMatchObject({ ...VALID, facts: { owner: "user", checksum: "valid" } });
  expect(examine("azure-devops-pat", value.toUpperCase())).toMatchObject({ confidence: "high" });
  expect(examine("azure-devops-pat", spoil(value))).toMatchObject(INVALID);
});

describe("GitHub fine-grained tokens", () => {
  const body = expand("github_pat_<base62:22>_<base62:43>", 1);
  const check = base32(createHash("sha256").update(body).digest()).slice(0, 8);

  test("the check inside proves one", () => {
    expect(examine("github-fine-grained", `${body}${check}${expand("<base62:8>", 2)}`)).toMatchObject(VALID);
  });

  test("without it nothing is held against the token: the check is not documented", () => {
    const verdict = examine("github-fine-grained", expand("github_pat_<base62:22>_<base62:59>", 1));
    expect(verdict.confidence).toBeUndefined();
    expect(verdict.reject).toBeUndefined();
  });
});

describe("Ed25519 seeds", () => {
  // RFC 8032 7.1, test 1
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const publicKey = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex");

  const little = (bytes: Buffer): Buffer => {
    const sum = crc16(bytes);
    return Buffer.concat([bytes, Buffer.from([sum & 255, sum >> 8])]);
  };

  test("the seed is that of the specification", () => {
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    expect(key.export({ format: "der", type: "spki" }).subarray(-32)).toEqual(publicKey);
  });

  test("NATS: kind and public key", () => {
    // Prefix byte "S" is 18 << 3, "U" is 20 << 3: 5 bits of the second stand after 5 bits of the first.
    const value = base32(little(Buffer.concat([Buffer.from([(18 << 3) | (160 >> 5), (160 & 31) << 3]), seed])));
    expect(value.slice(0, 2)).toBe("SU");
    const verdict = examine("nkey", value);
    expect(verdict).toMatchObject({ ...VALID, facts: { kind: "user", checksum: "valid" } });
    expect(verdict.facts?.publicKey).toBe(base32(little(Buffer.concat([Buffer.from([160]), publicKey]))));
    expect(String(verdict.facts?.publicKey)).toMatch(/^U[A-Z2-7]{55}$/);
    expect(examine("nkey", spoil(value))).toMatchObject(INVALID);
  });

  test("Stellar: the account", () => {
    const value = base32(little(Buffer.concat([Buffer.from([144]), seed])));
    expect(value[0]).toBe("S");
    expect(examine("stellar", value).facts?.account).toMatch(/^G[A-Z2-7]{55}$/);
    expect(examine("stellar", spoil(value))).toMatchObject(INVALID);
  });

  test("Solana and NEAR: the public half must follow from the seed", () => {
    const pair = base58(Buffer.concat([seed, publicKey]));
    expect(examine("ed25519-pair", pair)).toMatchObject(VALID);
    expect(examine("ed25519-pair", `ed25519:${pair}`)).toMatchObject(VALID);
    expect(examine("ed25519-pair", spoil(pair))).toMatchObject(INVALID);
  });
});

const base58 = (bytes: Buffer): string => {
  let text = "";
  for (let rest = BigInt(`0x${bytes.toString("hex")}`); rest > 0n; rest /= 58n)
    text = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".charAt(Number(rest % 58n)) + text;
  return text;
};
