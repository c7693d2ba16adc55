import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestCase } from "../support/audit.ts";
import { gzipLayer, image, layer } from "../support/image.ts";
import { startRegistry, type TestRegistry } from "../support/registry.ts";
import { expand } from "../support/samples.ts";
import { permanentScratch } from "../support/scratch.ts";

const value = expand("<lower:20>", 81);
const file = join(permanentScratch(), "own.toml");
const rules = (stopword: string): string =>
  `[[rules]]\nid = "acme"\nregex = '''acme=([a-z]{20})'''\n[rules.allowlist]\nstopwords = ["${stopword}"]\n[[rules]]\nid = "bomb"\nregex = '''(a+)+b'''\n`;
let registry: TestRegistry;

beforeAll(async () => {
  registry = await startRegistry();
  registry.push("app", image({ layers: [gzipLayer([layer.file("app/x.txt", `acme=${value}\n`)])] }), { tags: ["1"] });
});
afterAll(async () => registry.close());

test("an audit looks for what rules of another tool name, says what it leaves out, and scans again when they change", async () => {
  writeFileSync(file, rules("nothing"));
  const one = createTestCase({ rules: [file] });
  const events = await one.audit(registry.host);
  const notices = events.flatMap((event) => (event.type === "notice" ? [event.text] : []));
  expect(notices).toEqual([
    expect.stringMatching(/own\.toml:6: rule bomb: not used: may take for ever/),
    expect.stringMatching(/own\.toml: 1 rules are used, 1 are not/),
  ]);
  expect((await one.report()).model.secrets.map(({ ruleId }) => ruleId)).toEqual(["acme"]);
  const first = (await one.report()).model.case.rulesetId;
  writeFileSync(file, rules(value.slice(4, 12)));
  const again = await one.audit(registry.host);
  expect(again.some(({ type }) => type === "blob")).toBe(true);
  const { model } = await one.report();
  expect(model.case.rulesetId).not.toBe(first);
  expect(JSON.stringify([events, again, model])).not.toContain(value);
  one.remove();
});
