import { expect, it } from "vitest";
import { isModest } from "../../src/layer/json-shape.ts";

const modest = (text: string): boolean => isModest(Buffer.from(text));

it.each([
  ["a few values", '{"a":[1,"b",{"c":null}]}'],
  ["punctuation in a string", JSON.stringify({ a: "[{,:".repeat(1_000_000) })],
  ["quotes and backslashes in a string", JSON.stringify({ a: '\\",'.repeat(1_000_000) })],
  [
    "keys side by side",
    JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`${at}`.repeat(500), 1]))),
  ],
  ["100 levels", `${"[".repeat(100)}${"]".repeat(100)}`],
  ["levels side by side", `[${"[],".repeat(1000)}[]]`],
  ["what is no JSON", ']]]}}}"::'],
])("reads %s", (_name, text) => expect(modest(text)).toBe(true));

it.each([
  ["half a million values", `[${"1,".repeat(500_001)}1]`],
  ["half a million objects", `[${"{},".repeat(300_000)}{}]`],
  ["101 levels", "[".repeat(101)],
  ["keys of 4 KiB, one below the other", `{"${"k".repeat(2500)}":{"${"k".repeat(2500)}":1}}`],
  ["a key of 5,000 characters", JSON.stringify({ ["k".repeat(5000)]: 1 })],
  ["keys behind a string that ends in a backslash", `["\\\\",${"[".repeat(101)}`],
])("reads no %s", (_name, text) => expect(modest(text)).toBe(false));
