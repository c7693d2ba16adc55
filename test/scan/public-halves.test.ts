import { expect, test } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { shipped } from "../../src/shipped.ts";
import { expand } from "../support/samples.ts";

const ruleset = compileRuleset(await loadRules([shipped("rules")], new AbortController().signal));
const scanner = createScanner({ ruleset, key: Buffer.alloc(32, 7) });
const HOST = 'DB_HOST = "db.corp.internal"\n';
const SECRET = expand('DB_PASSWORD = "<password>"\n', 1);

const halves = (path: string, text: string, isPart?: boolean) => {
  const document = scanner.open({ kind: "file", path });
  document.push(Buffer.from(text));
  return document.end(isPart).halves?.map(({ facts }) => facts);
};

test("a host that code names is told beside a secret only, or where one may stand in another part of the file", () => {
  const told = [{ host: "db.corp.internal" }];
  expect(halves("app/main.py", HOST)).toEqual([]);
  expect(halves("app/main.py", HOST + SECRET)).toEqual(told);
  expect(halves("app/main.py", HOST, true)).toEqual(told);
  expect(halves("app/db.properties", HOST)).toEqual(told);
});
