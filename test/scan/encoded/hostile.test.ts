import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expand } from "../../support/samples.ts";
import { FILE, scanBytes, scanText } from "../scan-text.ts";
import { ENCODINGS } from "./encodings.ts";

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");
const again = (times: number, text: string): string => (times === 0 ? text : again(times - 1, base64(text)));
const TOKEN = expand("token=ghp_<base62:30><crc32>\n", 1);
const reasons = (text: string): readonly string[] => scanBytes(Buffer.from(text)).skips.map(({ reason }) => reason);

test("five encodings in one another are undone, and a sixth is told", () => {
  expect(scanText(again(5, TOKEN))).toHaveLength(1);
  expect(reasons(again(5, TOKEN))).toEqual([]);
  expect(scanText(again(6, TOKEN))).toEqual([]);
  expect(reasons(again(6, TOKEN))).toEqual(["text is encoded more than 5 times: not decoded further"]);
});

test("what packed texts unpack to is bounded, and what is left out is told", () => {
  const large = base64(gzipSync(Buffer.alloc(20 * 1024 * 1024)));
  expect(reasons(large)).toEqual(["packed text in base64 unpacks to more than 16777216 bytes: not scanned"]);
  const many = `${base64(gzipSync(Buffer.alloc(600 * 1024)))} `.repeat(10);
  expect(reasons(many)).toEqual(["encoded text is more than 8 times the document: not all of it is decoded"]);
});

test("secrets behind a text that is too much are found", () => {
  const many = `${base64(gzipSync(Buffer.alloc(600 * 1024)))} `.repeat(10);
  expect(scanText(`${many}\n${TOKEN}`)).toHaveLength(1);
});

test("digests, identifiers and keys in lock files are no encoded text", () => {
  const line = (seed: number): string =>
    expand('"integrity": "sha512-<b64:86>==", "<hex:64>", getElementsByTagNameAndClass\n', seed);
  expect(scanText(Array.from({ length: 2000 }, (_, seed) => line(seed)).join(""))).toEqual([]);
});

test("damaged encodings never throw, and places stay in the document", () => {
  const damaged = fc.record({
    encodings: fc.array(fc.constantFrom(...ENCODINGS), { minLength: 1, maxLength: 3 }),
    seed: fc.nat(1000),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 8 }),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(damaged, ({ encodings, seed, changes, cut }) => {
      const text = expand(`user: admin\n${TOKEN}password: "k9$Vq2-zz<digit:3>"\n`, seed);
      const encoded = Buffer.from(
        encodings.reduce((inner, { encode }) => encode(inner), text),
        "latin1",
      );
      for (const [at, byte] of changes) encoded[Math.floor(at * encoded.length)] = byte;
      const document = encoded.subarray(0, Math.ceil(cut * encoded.length));
      for (const { span, line } of scanBytes(document, FILE).findings) {
        expect(span.end).toBeGreaterThan(span.start);
        expect(span.end).toBeLessThanOrEqual(document.length);
        expect(line).toBeGreaterThanOrEqual(1);
      }
    }),
    { seed: 20_240_601, numRuns: 400 },
  );
}, 60_000);
