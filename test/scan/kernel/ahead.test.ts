import { expect, test } from "vitest";
import { loadRules } from "../../../src/catalog/rules.ts";
import { kernelModule } from "../../../src/open-kernel.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";
import { HIT } from "../../../src/scan/kernel/kernel.ts";
import { searchFor } from "../../../src/scan/kernel/keyword-limits.ts";
import { compileRuleset } from "../../../src/scan/ruleset.ts";
import { shipped } from "../../../src/shipped.ts";

const { rules } = compileRuleset(await loadRules([shipped("rules")], new AbortController().signal));
const keywords = [...new Set(rules.flatMap((rule) => rule.keywords))];
const usersOf = (keyword: string) => rules.filter((rule) => rule.keywords.includes(keyword));
const search = searchFor(rules);
const kernelOf = (told: boolean) =>
  createKernel(keywords, {
    module: kernelModule(),
    ...search,
    users: keywords.map((keyword) => ({ rules: usersOf(keyword).length, told })),
  });

/** Of each hit of a keyword, the ids of rules that may match there by what stands behind it, and of those that cannot. */
const hitsOf = (keyword: string, text: string, told = true) => {
  const kernel = kernelOf(told);
  const bytes = kernel.allocate(1024);
  bytes.fill(0).write(text, "latin1");
  const hits: number[] = [];
  kernel.keywords({ bytes, start: 0, end: text.length, base: 0 }, hits);
  const idsWith = (hit: number, bit: number) =>
    usersOf(keyword).flatMap(({ definition: { id } }, index) => ((hit & (bit << index)) === 0 ? [] : [id]));
  return hits
    .filter((hit, at) => at % 2 === 0 && keywords[hit & HIT.keyword] === keyword)
    .map((hit) => ({ open: idsWith(hit, HIT.open), closed: idsWith(hit, HIT.closed) }));
};

test("an address without a user is no hit, but where the document wants to know of it", () => {
  const text = "see https://acme.example/page\n";
  expect(hitsOf("https://", text, false)).toEqual([]);
  const closed = usersOf("https://").map(({ definition }) => definition.id);
  expect(hitsOf("https://", text)).toEqual([{ open: [], closed }]);
});

test("what may be assigned is a hit of the rules that may catch it", () => {
  const [hit] = hitsOf("token", 'token = "acme-acme-acme"\n', false);
  expect(hit?.open).toContain("generic-secret");
});

test.each(["token \\u003d x\n", "token%20", "token&#61;x", "token", "token "])(
  "of what an escape or the end cuts short nothing is said: %s",
  (text) => {
    const [hit] = hitsOf("token", text, false);
    expect(hit?.closed).not.toContain("generic-secret");
  },
);

test("where a user has other rules of a keyword, nothing is said of them", () => {
  const kernel = createKernel(keywords, {
    module: kernelModule(),
    ...search,
    users: keywords.map(() => ({ rules: 6, told: false })),
  });
  const bytes = kernel.allocate(1024);
  bytes.fill(0).write("see https://acme.example/page\n", "latin1");
  const hits: number[] = [];
  kernel.keywords({ bytes, start: 0, end: 30, base: 0 }, hits);
  expect(hits.filter((_, at) => at % 2 === 0).map((hit) => keywords[hit])).toEqual(["https://"]);
});
