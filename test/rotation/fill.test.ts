import { expect, it } from "vitest";
import { fill, strayBraces } from "../../src/rotation/fill.ts";

it.each<[string, Parameters<typeof fill>[1], string]>([
  ["delete {{keyId}}", { keyId: "0a1b" }, "delete 0a1b"],
  ["delete {{ keyId }}", {}, "delete <KEY_ID>"],
  ["{{sshFingerprint}}", {}, "<SSH_FINGERPRINT>"],
  ["{{sshFingerprint}}", { sshFingerprint: "SHA256:ab/c+d" }, "SHA256:ab/c+d"],
  ["--account={{email}}", { email: "ci@p.example" }, "--account=ci@p.example"],
  ["{{port}}", { port: 5432 }, "5432"],
  ['hashed_token:"{{hashedToken}}"', { hashedToken: "ab/c+d0=" }, 'hashed_token:"ab/c+d0="'],
  ["{{constructor}} {{toString}}", {}, "<CONSTRUCTOR> <TO_STRING>"],
])("%s with %o", (text, facts, expected) => {
  expect(fill(text, facts)).toBe(expected);
});

it.each([
  "$(id)",
  "a; rm -rf ~",
  "`id`",
  "a b",
  "-rf",
  "--help",
  "a'b",
  'a"b',
  "a--b",
  "a\nb",
  "<x>",
  "a|b",
  "a=b",
  "=",
  "a===",
  "{{user}}",
  "",
  "x".repeat(301),
])("never pastes %j into a command", (user) => {
  expect(fill("drop {{user}}", { user })).toBe("drop <USER>");
});

it("finds braces that name no fact", () => {
  expect(strayBraces("{{a}} and {{ b }}")).toBeUndefined();
  expect(strayBraces("{{a}} and {{#if b}}")).toContain("{{#if b");
});
