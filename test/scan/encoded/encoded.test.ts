import { describe, expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { scanText } from "../scan-text.ts";
import { ENCODINGS } from "./encodings.ts";

/** Texts with one secret, and the rule that finds it. */
const SECRETS: readonly (readonly [string, string])[] = [
  ["github-personal-access-token", "token=ghp_<base62:30><crc32>\n"],
  ["generic-password", 'user=app\nDB_PASSWORD="k9$Vq2-zzTx"\nHOST=db\n'],
  ["private-key", "<pem:rsa>"],
  ["slack-webhook", "https://hooks.slack.com/services/T<upperalnum:9>/B<upperalnum:9>/<alnum:24>"],
  ["database-url-password", "url: postgres://app:<alnum:14>@db.corp.internal:5432/app"],
];

describe.each(ENCODINGS)("in $name", ({ encode }) => {
  test.each(SECRETS)("%s is found", (ruleId, template) => {
    const text = expand(template, 3);
    const [plain] = scanText(text);
    const before = "first line\nsecond: ";
    const document = `${before}${encode(text)}\nlast line\n`;
    const found = scanText(document);
    expect(plain?.ruleId).toBe(ruleId);
    expect(found).toHaveLength(1);
    expect(found[0]?.fingerprint).toBe(plain?.fingerprint);
    const encoded = encode(text);
    expect(found[0]?.span.start).toBeGreaterThanOrEqual(before.length);
    expect(found[0]?.span.end).toBeLessThanOrEqual(before.length + encoded.length);
    expect(found[0]?.line).toBe(document.slice(0, found[0]?.span.start).split("\n").length);
  });
});
