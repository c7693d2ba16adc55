import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { fingerprint, openHash, sealHash } from "../../src/scan/fingerprint.ts";

const key = Buffer.alloc(32, 1);

test("a sealed hash opens with the key of the case to the SHA-256 of the value", () => {
  for (const value of ["a", "pass word", "\xe9\xff", "x".repeat(5000)]) {
    const sealed = {
      key,
      fingerprint: fingerprint(key, value),
      sealedHash: sealHash({ key, fingerprint: fingerprint(key, value) }, value),
    };
    const plain = createHash("sha256").update(Buffer.from(value, "latin1")).digest("hex");
    expect(openHash(sealed)).toBe(plain);
    expect(sealed.sealedHash).not.toBe(plain);
    expect(openHash({ ...sealed, key: Buffer.alloc(32, 2) })).not.toBe(plain);
  }
});

test("the fingerprint is an HMAC: equal for equal values, different under another key", () => {
  expect(fingerprint(key, "v")).toBe(fingerprint(key, "v"));
  expect(fingerprint(key, "v")).not.toBe(fingerprint(Buffer.alloc(32, 2), "v"));
});
