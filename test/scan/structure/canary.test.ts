import { expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";

const REASON = "canary token: using it alerts somebody";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A key id of the account: one bit, 40 bits of it, the rest of the last character. */
const keyIdOf = (account: string): string => {
  const bits = `1${BigInt(account).toString(2).padStart(40, "0")}`.padEnd(45, "0");
  const head = bits.replace(/.{5}/g, (five) => BASE32[Number.parseInt(five, 2)] as string);
  return `${"AKIA"}${head}7QXD2ML`;
};

test.each([
  ["052310077262", { canary: true, canaryOf: "canarytokens.org" }],
  ["982842642351", { canary: true }],
])("a key of account %s is a canary", (account, facts) => {
  const [finding] = scanText(`aws_access_key_id = ${keyIdOf(account)}`);
  expect(finding).toMatchObject({ facts: { account, ...facts }, severity: "low" });
  expect(finding?.reasons).toContain(REASON);
});

test("a key of any other account is none", () => {
  const [finding] = scanText(`aws_access_key_id = ${keyIdOf("052310077263")}`);
  expect(finding).toMatchObject({ facts: { account: "052310077263" }, severity: "critical" });
  expect(finding?.facts.canary).toBeUndefined();
});

test.each([
  ["http://canarytokens.com/static/<loweralnum:25>/contact.php", "canarytoken-address"],
  ["postgres://shop:<password>@<loweralnum:25>.canarytokens.com:5432/shop", "database-url-password"],
])("%s alerts somebody", (template, ruleId) => {
  const finding = scanText(expand(template, 4)).find((one) => one.ruleId === ruleId);
  expect(finding).toMatchObject({ facts: { canary: true }, severity: "low" });
  expect(finding?.reasons).toContain(REASON);
});
