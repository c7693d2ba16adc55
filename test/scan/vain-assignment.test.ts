import fc from "fast-check";
import { expect, test } from "vitest";
import { loadRules } from "../../src/catalog/rules.ts";
import type { Observer } from "../../src/scan/observer.ts";
import { compileRuleset } from "../../src/scan/ruleset.ts";
import { createScanner } from "../../src/scan/scanner.ts";
import { shipped } from "../../src/shipped.ts";
import { expand } from "../support/samples.ts";

const ruleset = compileRuleset(await loadRules([shipped("rules")], new AbortController().signal));
const key = Buffer.alloc(32, 7);
let dropped = 0;
/** Whoever is told of what is rejected sees every candidate judged. */
const observer: Observer = { dropped: () => dropped++ };
const [quick, thorough] = [createScanner({ ruleset, key }), createScanner({ ruleset, key, observer })];

const found = (scanner: typeof quick, text: string, path: string) => {
  const document = scanner.open({ kind: "file", path });
  document.push(Buffer.from(text, "latin1"));
  const { findings, halves } = document.end();
  return { findings, halves };
};

const name = fc
  .array(
    fc.constantFrom(
      "token",
      "Secret",
      "api_key",
      "PASSWORD",
      "count",
      "next",
      "Name",
      "str",
      "value",
      "acme",
      "key",
      "2",
    ),
    { minLength: 1, maxLength: 4 },
  )
  .chain((words) => fc.constantFrom("", "_", "-", ".", "$").map((joint) => words.join(joint)));
const before = fc.constantFrom(
  "",
  "const ",
  "export ",
  "-e ",
  '"',
  "'",
  '"export ',
  "${",
  "/",
  "a://",
  "{ ",
  "<",
  "x['",
);
const behind = fc.constantFrom("", "", '"', "'", "]", '\\"', "']");
const operator = fc.constantFrom(
  "=",
  ": ",
  " = ",
  " : ",
  " => ",
  " := ",
  " == ",
  "->",
  ", ",
  ": string = ",
  ": Acme = ",
  ">",
);
const quoted = fc.constantFrom(
  "acme",
  "NextToken",
  "shop-prod",
  "<alnum:12>",
  "<alnum:32>",
  "<hex:40>",
  "<alnum:20>-x",
  "hunter.22",
);
const value = fc.oneof(
  quoted.map((one) => `"${one}"`),
  quoted.map((one) => `'${one}'`),
  quoted,
  quoted.map((one) => `env.x || "${one}"`),
  quoted.map((one) => `String::from("${one}")`),
  quoted.map((one) => `Acme = "${one}"`),
  fc.constantFrom("{}", '{"a":1}', "[", "{ acme", "acme.token()", "", '"', "x, y"),
);
const tail = fc.constantFrom("\n", ";\n", ",\n", ' "b"\n', " -> c\n", "\r\n", "");
const line = fc
  .tuple(before, name, behind, operator, value, tail, fc.nat(1000))
  .map(([...parts]) => expand(parts.slice(0, -1).join(""), parts.at(-1) as number));
const path = fc.constantFrom(
  "app/config.yml",
  "app/main.ts",
  "app/main.js.map",
  "README.md",
  "package-lock.json",
  ".env",
  "app/data.bin",
);

/** As texts stand in strings, in strings of strings, and in addresses and markup. */
const write = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => JSON.stringify({ sourcesContent: [text] }),
  (text) => text.replaceAll("\n", "\\n"),
  (text) => JSON.stringify(JSON.stringify(text)),
  (text) => text.replace(/[^\w\n]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
  (text) => encodeURIComponent(text),
  (text) => text.replace(/["'<>&{]/g, (char) => `&#${char.charCodeAt(0)};`),
);

test("what is passed by unjudged is nothing that would be kept", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), path, write, (lines, file, written) => {
      const text = written(lines.join(""));
      expect(found(quick, text, file)).toEqual(found(thorough, text, file));
    }),
    { numRuns: 4000 },
  );
  expect(dropped).toBeGreaterThan(1000);
});

const KEPT: readonly (readonly [string, string])[] = [
  ["app/main.ts", `run(x, \${TOKEN:-<alnum:32>})\n`],
  ["app/main.ts", "s/token=<alnum:32>/\n"],
  ["app/main.ts", '{ name: "API_TOKEN",\n  value: "<alnum:32>" }\n'],
  ["app/main.ts", 'const tokenCount: Password = "<alnum:32>"\n'],
  ["app/config.yml", 'token_count: Secret = "<alnum:32>"\n'],
  ["app/config.yml", "token: '<hex:40>'\n"],
  ["app/config.yml", "acme_key: '<alnum:32>'\n"],
];
test.each(KEPT)("in %s, %s is judged", (file, template) => {
  const text = expand(template, 1);
  expect(found(quick, text, file)).toEqual(found(thorough, text, file));
  expect(found(quick, text, file).findings).toHaveLength(1);
});
