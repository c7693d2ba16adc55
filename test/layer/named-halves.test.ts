import { expect, it } from "vitest";
import type { PublicHalf } from "../../src/domain/finding.ts";
import { createNamedHalves } from "../../src/layer/named-halves.ts";

const half = (name: string, value: string): PublicHalf => ({
  fingerprint: value,
  ruleId: "login-user",
  title: "user name",
  facts: { user: value },
  completes: ["generic-password"],
  alike: true,
  name,
  line: 1,
});
const kept = (...halves: readonly PublicHalf[]): readonly string[] => {
  const named = createNamedHalves(undefined);
  for (const one of halves) named.add({ kind: "file", path: "app/.env" }, one, false);
  return named.result().map(({ value }) => value);
};
const times = (count: number, make: (at: number) => PublicHalf) => Array.from({ length: count }, (_, at) => make(at));

it("a list of accounts says nothing of any secret", () => {
  expect(kept(...times(100, (at) => half(`A${at}_USER`, `ann${at}`)))).toHaveLength(100);
  expect(kept(...times(101, (at) => half(`A${at}_USER`, `ann${at}`)))).toEqual([]);
});

it("of many values of one name so many are kept that none is the only one", () => {
  expect(kept(...times(5000, (at) => half("DB_USER", `ann${at}`)))).toEqual(["ann0", "ann1", "ann2", "ann3"]);
});

it("what names say nothing of, and what is proven by a key, is not kept", () => {
  expect(kept(half("user", "ann"), { ...half("DB_USER", "bob"), by: "spkiSha256" })).toEqual([]);
});
