import { describe, expect, test } from "vitest";
import { mayBeKeyAround } from "../../../src/scan/extract/key-around.ts";
import { expand } from "../../support/samples.ts";
import { FILE, scanText } from "../scan-text.ts";

const mayBeKey = (text: string, word: string): boolean => {
  const bytes = Buffer.from(text, "latin1");
  return mayBeKeyAround(bytes, text.indexOf(word), bytes.length);
};

test.each([
  ['{"db_password": 1}', "password"],
  ["passwords:\n  - a", "password"],
  ["db.token=1", "token"],
  ["- name: DB_PASSWORD\n  value: a", "PASSWORD"],
  ['{"name": "DB_PASSWORD", "value": "a"}', "PASSWORD"],
  ["<add key='Token' value='a'/>", "Token"],
  ['<page password="a"/>', "password"],
  ["<name>password</name>", "password"],
  ["[credentials]\nadmin = a", "credential"],
  ["Password (new): a", "Password"],
  ['"{\\"token\\": 1}"', "token"],
])("%s has a key, or the name of a setting", (text, word) => expect(mayBeKey(text, word)).toBe(true));

test.each([
  ["# each token that a client sends is checked once: see below", "token"],
  ["the password's length", "password"],
  ["Reuse the credentials\0Change them", "credential"],
  ['"nextToken": 1', "Token"],
])("%j has none", (text, word) => expect(mayBeKey(text, word)).toBe(false));

describe("a document in which no key says secret", () => {
  const value = expand("<password>", 1);
  const prose = "the token that a client sends is checked once, see below";

  test("is read when one of its fields marks another", () => {
    const marked = JSON.stringify({ prose, settings: [{ name: "door", sensitive: true, value }] });
    expect(scanText(marked, FILE).map(({ name }) => name)).toEqual(["door"]);
  });

  test("has nothing for a reader", () => {
    expect(scanText(JSON.stringify({ prose, settings: [{ name: "door", value }] }), FILE)).toEqual([]);
  });
});
