import { describe, expect, test } from "vitest";
import { looksRandom, looksTypedToken, passwordStrength } from "../../src/scan/value-model.ts";
import { expand } from "../support/samples.ts";

describe("a value that looks random", () => {
  test.each(["<alnum:12>", "<hex:32>", "<lower:16>", "<letters:16>", "<b64:40>", "<uuid>", "acme_live_<alnum:20>"])(
    "%s",
    (template) => {
      for (let seed = 1; seed <= 20; seed++) expect(looksRandom(expand(template, seed)), String(seed)).toBe(true);
    },
  );

  test.each([
    "ContinuationTokenExpiredException",
    "sql_mode=ANSI_QUOTES,NO_ZERO",
    "cmp2-qat-1208358310",
    "billing.service.internal.v2",
    "jane.qvxkrz@mail.corp.internal",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
    "app.3fa9c1b2e8d7.js",
    "\\u043a\\u043b\\u044e\\u0447\\u043d\\u0438",
    "%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C",
    "1234567890123456",
    "ap-northeast-1-fipsap-northeast-2-fipsap-southeast-1-fipsap-southeast-2-fipsappliance-mode-supporteu-central-1-fips",
    "Kata sandi baru untuk masuk log dengan <b>$1</b> adalah <b>$2</b>. Catatlah kata sandi ini untuk rujukan ke depan. <br> (Untuk bot lama yang memerlukan nama masuk)",
  ])("%s does not", (value) => {
    expect(looksRandom(value)).toBe(false);
  });
});

test.each([
  ["abcdef1234567890abcdef1234567890", true],
  ["a1b2c3d4e5f6g7h8i9j0k1l2", true],
  ["abc123abc123abc123abc123", true],
  ["AbCDefGhijKlmnOpqrStuvWxYz01", true],
  [expand("<hex:32>", 1), false],
  ["two-factor-authentication-2", false],
])("%s has the form of a token and was typed: %s", (value, typed) => {
  expect(looksTypedToken(value)).toBe(typed);
});

describe("a password", () => {
  test.each(["walnut-2024", "Walnut!", "w4lnut", "cOpper#7", "vqzkhrwtlg", "XvTqWzKr", "busybox@", "`123QWERasdf"])(
    "%s is built like one",
    (value) => {
      expect(passwordStrength(value)).toBe("mixed");
    },
  );

  test.each([
    "walnut",
    "walnut-harbor",
    "walnutHarbor",
    "--ask-vault-pass",
    ".format",
    "_caution",
    "allowed?",
    "App\\\\Controllers\\\\UserPasswordController",
    "CLIENT_TRAFFIC_SECRET_0",
    "snmpv3_privprotocol",
    "category_level_1",
    "anon@corp.internal",
    "12345678",
    "\\u0418secret",
    "Contrase\u00c3\u00b1a",
  ])("%s is words, or a number", (value) => {
    expect(passwordStrength(value)).toBe("word");
  });
});
