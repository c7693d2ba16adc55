import { describe, expect, test } from "vitest";
import { PatternProblem } from "../../../src/catalog/dialect/pattern.ts";
import { translatePattern, translateTest } from "../../../src/catalog/dialect/translate.ts";
import { createStepCounter } from "../../support/count-steps.ts";

const latin1 = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

describe.each<[string, "re2" | "rust", readonly string[], readonly string[]]>([
  ["(?i)abc", "re2", ["ABC", "aBc"], ["ab"]],
  ["a(?i)b(?-i)c", "re2", ["abc", "aBc"], ["Abc", "abC"]],
  ["a(?i:b)c", "re2", ["aBc"], ["aBC", "Abc"]],
  ["(?i)a(?-i:b)c", "re2", ["AbC"], ["aBc"]],
  ["(a(?i)b|c)d", "re2", ["aBd", "Cd"], ["ABd", "aBD"]],
  ["^[a-z(?i)]+$", "re2", ["a(?i)"], ["A"]],
  ["a.+c", "re2", ["a\rc", "a\u2028c"], ["a\nc"]],
  ["(?s)a.c", "re2", ["a\nc"], []],
  ["^a\\sc$", "re2", ["a\fc", "a c"], ["a\vc", "a\u00a0c"]],
  ["^a\\sc$", "rust", ["a\vc"], ["a\u00a0c"]],
  ["(?P<x>a)(?<y>b)", "re2", ["ab"], ["a"]],
  ["^[[:alpha:][:^digit:]x]$", "re2", ["q", "-"], ["7"]],
  ["\\Aab\\z", "re2", ["ab"], ["xab", "ab\n"]],
  ["ab\\Z", "rust", ["ab", "ab\n"], ["ab\n\n"]],
  ["^a$", "re2", ["a"], ["a\n", "b\na"]],
  ["(?m)^a$", "re2", ["b\na\nc"], ["ab"]],
  ["^\\pL+$", "re2", ["abé"], ["a1"]],
  ["^\\p{Lu}\\P{L}$", "re2", ["A1"], ["a1", "AB"]],
  ["\\x{41}\\x42\\u0043", "rust", ["ABC"], ["AB"]],
  ["\\Qa.b|c\\E+", "re2", ["a.b|cc"], ["axb|c"]],
  ["(?x) a b # no\n [c d] \\ e", "rust", ["abc e", "abd e"], ["ab  e", "a b"]],
  ["(?xi)\n a (?# note) b\n", "rust", ["AB"], ["a b"]],
  ["^[a-z&&[^aeiou]]+$", "rust", ["xyz"], ["xay"]],
  ["^[a-z--[b-y]]+$", "rust", ["az"], ["abz"]],
  ["^[]a]+$", "re2", ["]a"], ["b"]],
  ["^[\\w.-]+$", "re2", ["a.b-c_"], ["a b"]],
  ["é[àb]", "re2", ["éà", "éb"], ["e\u0301a"]],
  ["^[^a]+$", "re2", ["é日"], ["a"]],
  ["(?U)a.*b", "re2", ["ab"], []],
  ["a{,2}", "re2", ["a{,2}"], ["aa"]],
  ["x{2}{2}", "re2", ["xxxx"], ["xxx"]],
])("%s (%s)", (source, dialect, takes, leaves) => {
  const regex = new RegExp(translateTest(source, dialect), "g");
  test.each(takes)("takes %j", (text) => {
    expect(latin1(text).match(regex)).not.toBeNull();
  });
  test.each(leaves)("leaves %j", (text) => {
    expect(latin1(text).match(regex)).toBeNull();
  });
});

test("lazy and greedy quantifiers keep what they take, also under (?U)", () => {
  const take = (source: string): string | undefined => new RegExp(translateTest(source, "re2")).exec("a1b2b")?.[0];
  expect(["a.*b", "a.*?b", "(?U)a.*b", "(?U)a.*?b"].map(take)).toEqual(["a1b2b", "a1b", "a1b", "a1b2b"]);
});

test.each([
  ["foo(?(1)a|b)", /no JavaScript form/],
  ["(?>a)b", /no JavaScript form/],
  ["(a)\\1", /reference to a group/],
  ["a++b", /possessive/],
  ["a{20000}", /over 10000/],
  ["[[:nope:]]", /no class/],
  ["\\p{Klingon}", /no category/],
  ["a)", /closing bracket/],
  ["(a", /no end/],
  ["[a", /no end/],
  ["*a", /nothing to repeat/],
  ["a\\", /ends too early/],
  ["[z-a]", /backwards/],
  ["(".repeat(5000), /too deep/],
  // Each would try more ways than there are atoms, on text that anybody can write.
  ["(a+)+b", /for ever/],
  ['"(?:\\\\.|[^"])*"', /for ever/],
  ["(\\w+\\s?)*x", /for ever/],
  ["(?:\\s*\\w+)*;", /for ever/],
  ["(?:a|aa)+b", /for ever/],
  ["(?:.*,)+x", /for ever/],
  [".*.*.*.*x", /for ever/],
  ["x(?:a*a*b){1,4}a*a*c", /for ever/],
  ["(?:a*a*b)*c", /for ever/],
  ["(?:x.*\\n?)+(?:.*\\r?.*y)", /for ever/],
])("%.40s is reported", (source, problem) => {
  expect(() => translatePattern({ source, dialect: "re2" })).toThrow(problem);
  expect(() => translatePattern({ source, dialect: "re2" })).toThrow(PatternProblem);
});

test.each([
  ["(?:[a-z0-9]{1,63}\\.)+example"],
  ["(?:.|[\\n\\r]){0,32}?key"],
  ["(?:[A-Za-z0-9+/]{4})*==key"],
  ["(?i)-----BEGIN[ A-Z0-9_-]{0,100}KEY-----[\\s\\S-]{64,}?KEY-----"],
  ["(?:,[a-z]+)*key"],
])("%s is quick, and taken", (source) => {
  expect(translatePattern({ source, dialect: "re2" }).pattern).toContain("(?<secret>");
});

test.each([
  ["\\b((?:AXT[A-Z0-9]|AXIA|ASXA)[A-Z2-7]{16})\\b", ["axt", "axia", "asxa"], 0],
  ["(?i)[\\w.-]{0,50}?acme[_-]?key", ["acme"], 50],
  ["[a-f0-9]{8}-secret-[a-z]+", ["-secret-"], 8],
  ["-{5}begin", ["-----begin"], 0],
  ["(?:abc)?defg", ["defg"], 3],
  ["[a-f0-9]{32}", undefined, 0],
  ["(?:abcd|[0-9]+)x", undefined, 0],
])("%s is found by its fixed text", (source, keywords, before) => {
  const translated = translatePattern({ source, dialect: "re2" });
  expect({ keywords: translated.keywords, before: translated.window.before }).toEqual({ keywords, before });
});

test.each([
  ["key=([a-z]+)", undefined, "abc"],
  ["(key)=([a-z]+)", 2, "abc"],
  ["key=[a-z]+", undefined, "key=abc"],
  ["(?:key)=(?P<TOKEN>[a-z])([a-z]+)", undefined, "a"],
])("the secret of %s with group %s is %s", (source, secretGroup, value) => {
  const { pattern } = translatePattern({ source, dialect: "re2", secretGroup });
  expect(new RegExp(pattern).exec("key=abc")?.groups?.secret).toBe(value);
});

test.each([
  ["key.*.*y", "key", "a"],
  ["key(?:.*?|.*?(?:[\\r\\n]{1,2}.*?){1,5})[ \\t]-H", "key", "\r"],
  ["key[ \\w.-]{0,20}[\\s]{0,3}=[\\s]{0,5}([\\w.=-]{10,150})x", "key", "="],
  ["-----BEGIN[ A-Z]{0,100}KEY-----[\\s\\S]{64,}?KEY-----", "-----BEGIN ", "KEY----! "],
  ["key(?:[a-z0-9]{1,63}\\.)+com", "key", "abcdefghijklmnopqrstuvwxyz0123456789."],
])("%s takes few steps in its window of hostile text", (source, start, filler) => {
  const { pattern, window } = translatePattern({ source, dialect: "re2" });
  const text = (start + filler.repeat(window.after)).slice(0, window.after);
  const { found, steps } = createStepCounter(new RegExp(pattern, "y"))(text, 0, 5e7);
  expect(found).toBe(false);
  expect(steps).toBeLessThan(5e7);
});
