import fc from "fast-check";
import { expect, test } from "vitest";
import { readEntries } from "../../../src/scan/extract/read-entries.ts";

/** Keys that say secret, that say nothing, and that name, hold or mark what stands beside them. */
const KEYS = ["token", "dbPassword", "credentials", "plain", "note", "name", "value", "sensitive", "type"] as const;
const SAYS = /token|password|credentials|secret/i;

const text = fc.array(fc.constantFrom("a", "Z", "7", '"', "\\", "\n", "é", "{", "]", ":", ",", "#", "//", "'", " "));
const leaf = fc.oneof(
  text.map((parts) => parts.join("")),
  fc.constantFrom("true", "secret", "dbPassword", "label"),
);
const { tree } = fc.letrec<{ tree: Tree; object: Tree; list: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, leaf, tie("object"), tie("list")),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie("tree"), { maxKeys: 5 }),
  list: fc.array(tie("tree"), { maxLength: 4 }),
}));
type Tree = string | readonly Tree[] | { readonly [key: string]: Tree };

interface Wish {
  readonly path: readonly string[];
  readonly value: string;
  readonly sensitive: boolean;
}

/** What the reader is to say of a tree, from the tree itself. */
const wishes = (tree: Tree, path: readonly string[]): readonly Wish[] => {
  if (typeof tree === "string") return [];
  const fields: readonly (readonly [string | undefined, Tree])[] = Array.isArray(tree)
    ? tree.map((item: Tree) => [undefined, item])
    : Object.entries(tree);
  const leaves = fields.flatMap(([key, value]) =>
    typeof value === "string" ? [{ path: key === undefined ? path : [...path, key], value, sensitive: false }] : [],
  );
  const name = leaves.find((one) => one.path.at(-1) === "name" && one.value !== "")?.value;
  const sensitive = leaves.some(
    (one) => /^(?:sensitive|type)$/.test(one.path.at(-1) ?? "") && /^(?:true|secret)$/.test(one.value),
  );
  const said = leaves.map((one) => {
    if (one.path.at(-1) !== "value") return one;
    const above = one.path.length > 1 ? one.path.slice(0, -1) : one.path;
    return { ...one, path: name === undefined ? above : [name], sensitive };
  });
  return [...said, ...fields.flatMap(([key, value]) => wishes(value, key === undefined ? path : [...path, key]))];
};

const fromLatin1 = (latin1: string): string => Buffer.from(latin1, "latin1").toString();
const inWords = ({ path, value, sensitive }: Wish): string => JSON.stringify([path, value, sensitive]);

test("reads of any JSON what keys that say secret lead to, and nothing else", () => {
  fc.assert(
    fc.property(fc.constantFrom(undefined, 1, "\t"), fc.dictionary(fc.constantFrom(...KEYS), tree), (space, root) => {
      const json = Buffer.from(JSON.stringify(root, undefined, space)).toString("latin1");
      const read = readEntries(json).map(({ path, value, sensitive }) =>
        inWords({ path: path.map(fromLatin1), value: fromLatin1(value), sensitive: sensitive === true }),
      );
      const wished = wishes(root, []).filter(
        ({ path, value, sensitive }) =>
          (sensitive || path.slice(-3).some((key) => SAYS.test(key))) && Buffer.byteLength(value) >= 3,
      );
      expect([...read].sort()).toEqual(wished.map(inWords).sort());
    }),
    { numRuns: 1000 },
  );
});

test("a value that is asked for is read whatever its keys are, with its own path", () => {
  const json = '{"plain":{"note":["some \\"text\\"", {"note": "more"}]}}';
  const asked = new Set([json.indexOf("some"), json.indexOf("more")]);
  expect(readEntries(json)).toEqual([]);
  expect(readEntries(json, { asked }).map(({ path, value }) => [path.join("."), value])).toEqual([
    ["plain.note", 'some "text"'],
    ["plain.note.note", "more"],
  ]);
});
