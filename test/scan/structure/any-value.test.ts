import { expect, test } from "vitest";
import { STRUCTURES } from "../../../src/scan/structure/structures.ts";
import { bytes, seeded } from "../../support/random.ts";
import { expand } from "../../support/samples.ts";
import { definitions } from "../scan-text.ts";
import { examine } from "./examine.ts";

/** A user's rule can name any structure beside any pattern. */
const HOSTILE: readonly string[] = [
  "",
  "A",
  ".",
  "..",
  "_",
  "1",
  "=",
  "\u0000",
  "%",
  "A".repeat(5000),
  "z".repeat(64),
  "0x",
  "ABSK",
  "pypi-",
  "AA+AStAAAAAA",
  "+AStAAAA",
  "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
  "PuTTY-User-Key-File-3: a\nEncryption: none\nPublic-Lines: 1\nAAAA\n",
];

const random = seeded("any value");
const NOISE = Array.from({ length: 40 }, (_, index) =>
  bytes(random, index * 3).toString(index % 2 ? "base64" : "latin1"),
);
const EXAMPLES = definitions.slice(0, 400).map(({ examples }) => expand(examples[0] ?? "", 1));
const CUT = EXAMPLES.map((text) => text.slice(0, Math.floor(random() * text.length)));

test.each(Object.keys(STRUCTURES))("%s judges any value without an error", (name) => {
  for (const value of [...HOSTILE, ...NOISE, ...EXAMPLES, ...CUT]) {
    const text = `key = "${value}"`;
    expect(() => examine(name, value, text), value.slice(0, 80)).not.toThrow();
    for (const fact of Object.values(examine(name, value, text).facts ?? {}))
      expect(["string", "number", "boolean"]).toContain(typeof fact);
  }
});
