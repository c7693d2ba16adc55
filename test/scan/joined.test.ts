import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import { kernelModule } from "../../src/open-kernel.ts";
import { searchFor } from "../../src/scan/kernel/keyword-limits.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { bytes, seeded } from "../support/random.ts";
import { expand } from "../support/samples.ts";
import { definitions, FILE, scanner } from "./scan-text.ts";

const compiled = compileRuleset(definitions);
const simd = createScanner({
  ruleset: { ...compiled, module: kernelModule(), ...searchFor(compiled.rules) },
  key: Buffer.alloc(32, 7),
});

const ELF = "\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0";

/** What both kernels find in a program that has the text among its constants. */
const found = (text: string, magic = ELF): readonly Finding[] => {
  const content = Buffer.from(`${magic}${text}\0\0`, "latin1");
  const [plain = [], fast = []] = [scanner, simd].map((one) => {
    const scan = one.open({ ...FILE, path: "app/server" });
    scan.push(content);
    return scan.end().findings;
  });
  const shown = (all: readonly Finding[]) =>
    all.map(({ ruleId, span, fingerprint }) => ({ ruleId, span, fingerprint }));
  expect(shown(fast)).toEqual(shown(plain));
  return fast;
};

/** As Go has strings of one length side by side. */
const among = (token: string): string => `already wired${token}slice bounds out of rangereflect.Value`;
const rulesIn = (text: string, magic?: string): readonly string[] => found(text, magic).map(({ ruleId }) => ruleId);

describe("a program whose strings stand side by side", () => {
  it.each([
    ["github-personal-access-token", "ghp_<base62:30><crc32>"],
    ["aws-access-key-id", "AKIA<base32:16>"],
    ["gitlab-personal-access-token", "glpat-<alnum:20>"],
    ["google-api-key", "AIza<alnum:35>"],
    ["npm-access-token", "npm_<base62:30><crc32>"],
  ])("%s is found, as long as it is", (rule, template) => {
    for (const seed of [1, 2, 3]) {
      const token = expand(template, seed);
      const [finding, ...others] = found(among(token));
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ ruleId: rule, confidence: "high" });
      expect(finding!.span.end - finding!.span.start).toBe(token.length);
      expect(finding!.facts).not.toHaveProperty("end");
    }
  });

  it("a token of any length is told to end somewhere, and is the token where a zero or quotes end it", () => {
    const token = expand("sk_live_<alnum:24>", 4);
    const [open] = found(among(token));
    expect(open).toMatchObject({ ruleId: "stripe-secret-key", confidence: "medium", facts: { end: "unknown" } });
    expect(open!.reasons.join()).toContain("it may have been read too far");
    for (const apart of [`\0${token}\0`, `{"key":"${token}"}`, `Bearer ${token}\0`]) {
      const [finding] = found(apart);
      expect(finding).toMatchObject({ ruleId: "stripe-secret-key", confidence: "high" });
      expect(finding!.facts).not.toHaveProperty("end");
      expect(finding!.span.end - finding!.span.start).toBe(token.length);
    }
  });

  it("a JWT ends where its algorithm says", () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signature = bytes(seeded("jwt"), 32).toString("base64url");
    const token = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: "svc-shop", role: "admin" })}.${signature}`;
    const [finding] = found(`wired${token}slice`);
    expect(finding).toMatchObject({ ruleId: "jwt", confidence: "high" });
    expect(finding!.span.end - finding!.span.start).toBe(token.length);
  });

  it("the password of an address in it is found", () => {
    const password = expand("<alnum:18>", 5);
    expect(rulesIn(among(`postgres://shop:${password}@db.corp.internal:5432/shop?x=`))).toEqual([
      "database-url-password",
    ]);
  });

  it("names and packed data have the beginnings of tokens in them, and none is told", () => {
    const blob = bytes(seeded("blob"), 200_000).toString("base64");
    for (const text of [
      "_ZNSt17_Function_handlerIFvPN2v88internal17CodeEventListenerESt8optionalIjEE",
      "_ZN9selection30getConstantMemInstValueForLoadHelperImplementation",
      "MALAYSIAASKSATOMAUNTAURAQUEBECROMEOSIERRATANGO",
      `{"public_key": "AAAAB3NzaC1yc2${expand("EAAAADAQABAAABAQDu<alnum:24>", 8)}...JQdf"}`,
      "\0_ZN8RGWRados14transition_objER12RGWObjectCtxPN3rgw3sal9RGWBucketERN\0",
      ["AKIA", "ASIA", "AIza", "ghp_", "dapi", "hf_"]
        .map((word, at) => `${blob.slice(at * 9000, (at + 1) * 9000)}${word}`)
        .join(""),
    ])
      expect(rulesIn(text)).toEqual([]);
  });

  it("a token behind its length is one, whatever letter that is, in any data", () => {
    const token = expand("sk_live_<alnum:64>", 7);
    const counted = `\x0a${String.fromCharCode(token.length)}${token}\x12\x05x`;
    for (const magic of ["REDIS0011\xfa\x09redis", "dex\n035\0", "\x0a\x10k8s\0", ELF]) {
      const [finding] = found(counted, magic);
      expect(finding).toMatchObject({ ruleId: "stripe-secret-key", confidence: "high" });
      expect(finding!.facts).not.toHaveProperty("end");
    }
    expect(rulesIn(counted.replace("H", "Z"), "REDIS0011\xfa\x09redis")).toEqual([]);
  });

  it("is told by its first bytes: elsewhere a letter before a token makes it none", () => {
    const text = among(expand("ghp_<base62:30><crc32>", 6));
    for (const magic of [ELF, "\0asm\x01\0\0\0", "\xcf\xfa\xed\xfe\x07\0\0\x01", "MZ\x90\0"])
      expect(rulesIn(text, magic)).toEqual(["github-personal-access-token"]);
    expect(rulesIn(text, "# text\n")).toEqual([]);
  });
});
