import fc from "fast-check";
import { expect, test } from "vitest";
import { kernelModule } from "../../../src/open-kernel.ts";
import type { Entry } from "../../../src/scan/extract/entry.ts";
import { keyTraits, TELLING } from "../../../src/scan/extract/key-traits.ts";
import { readEntries } from "../../../src/scan/extract/read-entries.ts";
import { createKernel } from "../../../src/scan/kernel/create-kernel.ts";

const kernel = createKernel(["password"], { module: kernelModule() });

/** Read by the kernel, and whether it could. */
const fast = (
  text: string,
  asked: ReadonlySet<number>,
): { readonly entries: readonly Entry[]; readonly read: boolean } => {
  let read = false;
  const entries = readEntries(text, {
    asked,
    flow: (all, asker) => {
      read = kernel.flow(all, asker);
      return read;
    },
  });
  return { entries, read };
};

/** Keys that say each thing a key may say, in any case, alone and among others. */
const WORDS =
  "pass pw psw secret token key cred auth jwt psk pat bearer salt kennwort senha contrasena motdepasse kind data stringData result encryptedData user_a name parameterName envKey id variable parameter value my-value variablevalue val default defaultvalue content text sensitive is_secret encrypted secure masked protected type plain x".split(
    " ",
  );
const key = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...WORDS).map((word) => word.toUpperCase()),
  fc
    .tuple(fc.constantFrom("a", "my_", "A1"), fc.constantFrom(...WORDS), fc.constantFrom("", "s", "9", "_x"))
    .map((parts) => parts.join("")),
  fc.constantFrom("p\\u0061ss", "don't token", "é", "", "k".repeat(70), `${"k".repeat(70)}token`, "tok\\\nen"),
);
const quoted = (inner: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom('"', "'", "`", '"""', "'''", ""), inner).map(([quote, text]) => quote + text + quote);
const piece = fc.oneof(
  { weight: 5, arbitrary: quoted(key) },
  { weight: 3, arbitrary: fc.tuple(quoted(key), fc.constantFrom(":", " : ", "=")).map((parts) => parts.join("")) },
  { weight: 6, arbitrary: fc.constantFrom("{", "}", "[", "]", ",", ",", ":", " ", "\n", "\r\n", "\t") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '"true"',
      "true",
      '"secret"',
      "SecureString",
      '"tr\\u0075e"',
      '"s\\x"',
      '"\\\n"',
      "12",
      "null",
    ),
  },
  fc.constantFrom(
    '"',
    "'",
    "`",
    '"""',
    "\\",
    '\\"',
    "''",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    " # x\n",
    " // y\n",
    "/* { */",
    "\xa0",
    "\0",
    "\xff",
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 30 }),
);
const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => `{${pieces.join("")}`);

test("it reads of any text what the reader for any machine reads, in its order", () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(300), { maxLength: 8 }), (text, offsets) => {
      const latin1 = Buffer.from(text).toString("latin1");
      const asked = new Set(offsets);
      expect(fast(latin1, asked).entries).toEqual(readEntries(latin1, { asked }));
    }),
    { numRuns: 4000 },
  );
});

test("it reads JSON itself: of many documents, of many values, of values that wait, and deep ones", () => {
  const many = Array.from({ length: 3000 }, (_, number) => ({ token: `value ${number}`, plain: [number] }));
  const waiting = { list: many.slice(0, 900).map(({ token }) => ({ value: token, name: "dbPassword" })) };
  const deep = `${'{"token":['.repeat(200)}"deep"${"]}".repeat(200)}`;
  for (const text of [
    JSON.stringify(many),
    JSON.stringify(waiting),
    many.map((one) => JSON.stringify(one)).join("\n"),
    deep,
  ]) {
    const { entries, read } = fast(text, new Set([text.indexOf("0")]));
    expect(read).toBe(true);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries).toEqual(readEntries(text, { asked: new Set([text.indexOf("0")]) }));
  }
});

test("what it has no room for is read all the same", () => {
  const wide = `{${'"value":"some text",'.repeat(3000)}"name":"token"}`;
  const deep = `${'{"token":['.repeat(2000)}"deep"${"]}".repeat(2000)}`;
  for (const text of [wide, deep]) {
    const { entries, read } = fast(text, new Set());
    expect(read).toBe(false);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries).toEqual(readEntries(text));
  }
});

test("no key says anything without letters that tell of it", () => {
  for (const word of WORDS.filter((one) => keyTraits(one) !== 0 && one !== "id"))
    expect(TELLING.some((letters) => word.toLowerCase().includes(letters))).toBe(true);
});
