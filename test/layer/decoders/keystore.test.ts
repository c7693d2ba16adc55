import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAYER_LIMITS, type LayerLimits } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { scanner } from "../../scan/scan-text.ts";
import { permanentScratch } from "../../support/scratch.ts";
import { tarball } from "../../support/tar.ts";
import { requireTool } from "../../support/tools.ts";
import { chunks } from "../chunks.ts";

const folder = permanentScratch();
const run = (program: string, ...args: readonly string[]): void =>
  void execFileSync(program, args, { cwd: folder, stdio: "ignore" });
const read = (name: string): Buffer => readFileSync(join(folder, name));

const scan = async (path: string, content: Uint8Array, limits: Partial<LayerLimits> = {}) => {
  const { findings, skips } = await scanLayer(
    chunks(tarball([{ path, content }]), 4096),
    { scanner, limits: { ...LAYER_LIMITS, ...limits } },
    AbortSignal.timeout(60_000),
  );
  return { findings, skips };
};
const OPENED = "its keystore opens with a password that everybody knows";

const keytool = (
  name: string,
  { type, password, alias }: Readonly<Record<"type" | "password" | "alias", string>>,
): Buffer => {
  const store = ["-storetype", type, "-keystore", name, "-storepass", password, "-keypass", password];
  run(
    "keytool",
    "-genkeypair",
    "-alias",
    alias,
    "-keyalg",
    "RSA",
    "-keysize",
    "2048",
    "-dname",
    "CN=www.corp.internal",
    ...store,
  );
  return read(name);
};

describe.skipIf(!requireTool("keytool"))("keystores of Java", () => {
  it.each(["JKS", "JCEKS", "PKCS12"])(
    "%s with a default password is opened: key, alias and certificate",
    async (type) => {
      const { findings, skips } = await scan(
        "srv/a.keystore",
        keytool(type, { type, password: "changeit", alias: "tomcat" }),
      );
      expect(skips).toEqual([]);
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({
        document: { path: "srv/a.keystore!/tomcat (key)" },
        ruleId: "private-key",
        facts: { alias: "tomcat", encrypted: false, bits: 2048, certificateSubject: "CN=www.corp.internal" },
        reasons: expect.arrayContaining([OPENED]),
      });
    },
  );

  it.each(["JKS", "JCEKS", "PKCS12"])(
    "%s with a password of its own is told as encrypted, with its alias",
    async (type) => {
      const { findings } = await scan(
        "a",
        keytool(`own-${type}`, { type, password: "Orchid-77-Falcon", alias: "web" }),
      );
      expect(findings).toHaveLength(1);
      expect(findings[0]?.facts).toMatchObject({ alias: "web", encrypted: true });
      expect(findings[0]?.reasons).not.toContain(OPENED);
    },
  );
});

describe.skipIf(!requireTool("openssl"))("PKCS#12 of OpenSSL", () => {
  run(
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "key",
    "-out",
    "cert",
    "-subj",
    "/CN=a.corp.internal",
  );
  const files: readonly (readonly [string, readonly string[]])[] = [
    ["AES, no password", ["-passout", "pass:"]],
    ["AES, notasecret", ["-passout", "pass:notasecret"]],
    ["3DES", ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-passout", "pass:changeit"]],
    ["no encryption", ["-certpbe", "NONE", "-keypbe", "NONE", "-passout", "pass:x"]],
    ["key in the encrypted part only", ["-keypbe", "NONE", "-passout", "pass:password"]],
  ];

  it.each(files)("%s: the key is that of the PEM file", async (name, options) => {
    run("openssl", "pkcs12", "-export", "-inkey", "key", "-in", "cert", "-name", "mine", "-out", name, ...options);
    const [plain] = (await scan("key.pem", read("key"))).findings;
    const { findings, skips } = await scan("a.pfx", read(name));
    expect(skips).toEqual([]);
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([plain?.fingerprint]);
    expect(findings[0]?.facts).toMatchObject({ alias: "mine", certificateSubject: "CN=a.corp.internal" });
  });

  it("damaged ones neither throw nor hang", async () => {
    const whole = read("3DES");
    const damage = fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(damage, fc.integer({ min: 40, max: whole.length }), async (hits, length) => {
        const content = Buffer.from(whole.subarray(0, length));
        for (const { at, byte } of hits) if (at < length) content[at] = byte;
        await scan("a.p12", content);
      }),
      { numRuns: 60 },
    );
  });

  it("the work of trying passwords is that of the container, and is bounded", async () => {
    run(
      "openssl",
      "pkcs12",
      "-export",
      "-inkey",
      "key",
      "-in",
      "cert",
      "-iter",
      "90000",
      "-out",
      "slow",
      "-passout",
      "pass:Orchid77",
    );
    const { findings, skips } = await scan("slow.p12", read("slow"), { unpackedBytes: 5_000_000 });
    expect(skips).toEqual([{ path: "slow.p12", reason: expect.stringContaining("unpack to more than") }]);
    expect(findings).toEqual([]);
  });
});
