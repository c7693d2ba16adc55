import { execFileSync } from "node:child_process";
import { createHash, createHmac, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sshField } from "../../../src/scan/structure/ssh-reader.ts";
import { expand } from "../../support/samples.ts";
import { requireTool } from "../../support/tools.ts";
import { scanText } from "../scan-text.ts";
import { examine } from "./examine.ts";

const MALFORMED = { confidence: "low", validity: "malformed" };
const directory = mkdtempSync(join(tmpdir(), "exhume-keys-"));
afterAll(() => rmSync(directory, { recursive: true }));

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { cwd: directory, encoding: "latin1", stdio: ["ignore", "pipe", "ignore"] });

describe.skipIf(!requireTool("ssh-keygen"))("keys of ssh-keygen", () => {
  const make = (name: string, ...args: readonly string[]) => {
    run("ssh-keygen", "-q", "-f", name, "-C", "alice@build", ...args);
    const [, fingerprint] = run("ssh-keygen", "-lf", `${name}.pub`).split(" ");
    return { fingerprint, value: readFileSync(join(directory, name), "latin1").trimEnd() };
  };

  test.each([
    ["ssh-rsa", { bits: 3072 }, ["-t", "rsa", "-b", "3072"]],
    ["ssh-ed25519", {}, ["-t", "ed25519"]],
    ["ecdsa-sha2-nistp384", {}, ["-t", "ecdsa", "-b", "384"]],
  ])("%s: fingerprint and comment", (type, more, args) => {
    const { value, fingerprint } = make(type, "-N", "", ...args);
    expect(examine("private-key", value)).toMatchObject({
      facts: {
        format: "OpenSSH",
        type,
        encrypted: false,
        comment: "alice@build",
        sshFingerprint: fingerprint,
        ...more,
      },
      reasons: ["parses as an OpenSSH private key"],
    });
  });

  test("one with a passphrase is encrypted, and its comment is not to be seen", () => {
    const { value, fingerprint } = make("locked", "-N", "passphrase", "-t", "ed25519");
    const { facts } = examine("private-key", value);
    expect(facts).toMatchObject({ encrypted: true, sshFingerprint: fingerprint, kdf: "bcrypt" });
    expect(facts?.comment).toBeUndefined();
  });
});

describe("a key whose public half would take a minute to make", () => {
  const element = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, 0x82, content.length >> 8, content.length & 255]), content]);
  };
  const number = (bytes: number): Buffer => element(2, Buffer.alloc(bytes, 0x55));
  /** PKCS#8 of DSA: p, q, g and x of so many bytes. */
  const dsa = (bytes: number): string => {
    const kind = Buffer.from("06072a8648ce380401", "hex");
    const algorithm = element(0x30, kind, element(0x30, number(bytes), number(32), number(bytes)));
    const key = element(0x30, Buffer.from("020100", "hex"), algorithm, element(4, number(bytes)));
    const label = "PRIVATE KEY";
    return `-----BEGIN ${label}-----\n${key.toString("base64")}\n-----END ${label}-----`;
  };

  test("is told without making it", { timeout: 20_000 }, () => {
    expect(examine("private-key", dsa(3500))).toMatchObject(MALFORMED);
    expect(examine("private-key", dsa(256)).reasons).toEqual(["parses as a private key"]);
  });
});

describe("PEM as one base64 string", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const open = publicKey.export({ format: "pem", type: "spki" }).toString();
  const found = (...blocks: readonly string[]) =>
    scanText(`  tls.pem: ${Buffer.from(blocks.join("")).toString("base64")}\n`);

  test("has its private key whatever stands before and behind it, and a public one is none", () => {
    const alone = found(pem);
    expect(alone).toMatchObject([{ confidence: "high", reasons: ["parses as a private key"] }]);
    for (const bundle of [found(open, pem), found(pem, open), found(open, pem, pem)])
      expect(bundle.map(({ fingerprint }) => fingerprint)).toEqual(alone.map(({ fingerprint }) => fingerprint));
    expect(found(open)).toEqual([]);
  });
});

describe("a JSON Web Key", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { kty, n, e, d, ...primes } = privateKey.export({ format: "jwk" });
  const found = (key: object) => scanText(`{"keys": [${JSON.stringify(key)}]}\n`);

  test("is the same secret as its PEM, and tells its public half and its id", () => {
    const [pem] = scanText(String(privateKey.export({ format: "pem", type: "pkcs8" })));
    const [jwk] = found({ ...primes, kid: "shop-2026", kty, n, e, d });
    expect(jwk).toMatchObject({
      ruleId: "jwk-private-key",
      confidence: "high",
      facts: { format: "JWK", keyId: "shop-2026", spkiSha256: pem?.facts.spkiSha256 },
    });
    expect(jwk?.fingerprint).toBe(pem?.fingerprint);
  });

  test("of RSA may be without its primes", () => {
    expect(found({ kty, n, e, d })).toMatchObject([{ reasons: ["holds the private exponent of an RSA key"] }]);
  });

  test("that does not parse is likely an example, a public one is none", () => {
    expect(found({ kty: "EC", crv: "P-256", x: "abc", y: "def", d: "ghi-jkl" })).toMatchObject([MALFORMED]);
    expect(found({ kty, n, e })).toEqual([]);
  });
});

test("an OpenSSH key whose halves do not belong together is likely an example", () => {
  const pem = expand("<pem:openssh>", 1);
  const bytes = Buffer.from(pem.split("\n").slice(1, -1).join(""), "base64");
  const spoilt = (at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${copy.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----`;
  };
  expect(examine("private-key", pem).validity).toBeUndefined();
  expect(examine("private-key", spoilt(bytes.length - 1))).toMatchObject(MALFORMED);
  // The first check number, before the second, the public key, the private one, comment and padding.
  expect(examine("private-key", spoilt(bytes.length - 3 - 11 - 68 - 51 - 8))).toMatchObject(MALFORMED);
  // A byte of the seed.
  expect(examine("private-key", spoilt(bytes.length - 60))).toMatchObject(MALFORMED);
});

describe("PuTTY keys", () => {
  const version3 = expand("<putty>", 1);

  const version2 = () => {
    const [blob, secret] = [sshField("ssh-rsa"), expand("<b64:64>", 1)];
    const covered = ["ssh-rsa", "none", "me@host", blob, Buffer.from(secret, "base64")].map(sshField);
    const key = createHash("sha1").update("putty-private-key-file-mac-key").digest();
    const mac = createHmac("sha1", key).update(Buffer.concat(covered)).digest("hex");
    return `PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: me@host\nPublic-Lines: 1\n${blob.toString("base64")}\nPrivate-Lines: 1\n${secret}\nPrivate-MAC: ${mac}`;
  };

  test("of both versions prove themselves by their MAC", () => {
    expect(examine("putty", version3)).toMatchObject({
      facts: { type: "ssh-ed25519", encrypted: false, comment: "me@host" },
      reasons: ["parses as a PuTTY private key"],
    });
    expect(examine("putty", version3.replaceAll("\n", "\r\n")).validity).toBeUndefined();
    expect(examine("putty", version2()).validity).toBeUndefined();
  });

  test("are likely examples when anything in them was changed", () => {
    for (const changed of [version3.replace("me@host", "you@host"), version2().replace("me@host", "you@host")])
      expect(examine("putty", changed)).toMatchObject(MALFORMED);
  });

  test("with a passphrase cannot be proved", () => {
    expect(examine("putty", version3.replace("Encryption: none", "Encryption: aes256-cbc"))).toMatchObject({
      facts: { encrypted: true, cipher: "aes256-cbc" },
      reasons: ["encrypted PuTTY private key"],
    });
  });
});

describe("encrypted PEM", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const pem = (type: "pkcs1" | "pkcs8", cipher: string) =>
    String(privateKey.export({ format: "pem", type, cipher, passphrase: "x" })).trimEnd();

  test("tells cipher and key derivation", () => {
    expect(examine("private-key", pem("pkcs8", "aes-256-cbc")).facts).toEqual({
      format: "PEM",
      encrypted: true,
      cipher: "AES-256-CBC",
      kdf: "PBKDF2",
    });
    expect(examine("private-key", pem("pkcs1", "aes-128-cbc")).facts).toMatchObject({
      cipher: "AES-128-CBC",
      kdf: "MD5",
    });
  });

  test("that is cut is malformed", () => {
    const lines = pem("pkcs8", "aes-256-cbc").split("\n");
    expect(examine("private-key", [...lines.slice(0, 5), lines.at(-1)].join("\n"))).toMatchObject(MALFORMED);
  });
});

describe("PGP keys", () => {
  // One secret key packet in the old form and a user id: an RSA key of 16 bits.
  const publicPart = Buffer.from("0465000000010010c3a50011010001", "hex");
  const block = (protection: number) => {
    const secret = Buffer.concat([publicPart, Buffer.from([protection]), Buffer.alloc(40, 7)]);
    const user = Buffer.from("Al <al@corp.internal>");
    const bytes = Buffer.concat([Buffer.from([0x94, secret.length]), secret, Buffer.from([0xb4, user.length]), user]);
    return `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${bytes.toString("base64")}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----`;
  };

  test("tell fingerprint, owner and protection", () => {
    const head = Buffer.from([0x99, 0, publicPart.length]);
    const fingerprint = createHash("sha1").update(head).update(publicPart).digest("hex").toUpperCase();
    for (const [protection, encrypted] of [
      [0, false],
      [254, true],
    ] as const)
      expect(examine("private-key", block(protection)).facts).toEqual({
        format: "PGP",
        encrypted,
        pgpFingerprint: fingerprint,
        keyId: fingerprint.slice(-16),
        user: "Al <al@corp.internal>",
      });
  });

  describe.skipIf(!requireTool("gpg"))("of gpg", () => {
    afterAll(() => run("gpgconf", "--homedir", directory, "--kill", "all"));

    const gpg = (...args: readonly string[]) =>
      run("gpg", "--homedir", directory, "--batch", "--passphrase", "", "--pinentry-mode", "loopback", ...args);

    test.each(["rsa2048", "ed25519", "nistp256"])("%s has gpg's fingerprint", (algorithm) => {
      gpg("--quick-gen-key", `${algorithm}@corp.internal`, algorithm, "sign", "never");
      const [, fingerprint] =
        /^fpr:+([0-9A-F]{40}):/m.exec(gpg("--list-keys", "--with-colons", `${algorithm}@corp.internal`)) ?? [];
      const value = gpg("--armor", "--export-secret-keys", `${algorithm}@corp.internal`).trimEnd();
      expect(examine("private-key", value)).toMatchObject({
        facts: { encrypted: false, pgpFingerprint: fingerprint, user: `${algorithm}@corp.internal` },
        reasons: ["parses as a PGP secret key"],
      });
    });
  });
});

describe("a key in PEM that something has damaged", () => {
  const damaged = expand("<pem:rsa>", 1).replace(/\n(.{20}).(.{43})\n/, "\n$1*$2\n");

  test("is said to be damaged, while a line of it is whole", () => {
    expect(examine("private-key", damaged)).toMatchObject({ confidence: "low", validity: "malformed" });
  });

  test("is none when only words stand between the lines", () => {
    const words =
      "-----BEGIN PRIVATE KEY-----\nput the lines of your own key here, between these two.\n-----END PRIVATE KEY-----";
    expect(examine("private-key", words).reject).toBeDefined();
  });
});
