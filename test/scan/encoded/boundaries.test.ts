import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LAYER_LIMITS } from "../../../src/layer/limits.ts";
import { scanLayer } from "../../../src/layer/scan-layer.ts";
import { chunks } from "../../layer/chunks.ts";
import { expand } from "../../support/samples.ts";
import { tarball } from "../../support/tar.ts";
import { zipFile } from "../../support/zip.ts";
import { scanBytes, scanner, scanText } from "../scan-text.ts";
import { ENCODINGS, type Encoding } from "./encodings.ts";

/** A token with a prefix, a password with a name, a key of many lines, two halves of a pair. */
const SECRETS = [
  "token=ghp_<base62:30><crc32>\n",
  'user=app\nDB_PASSWORD="k9$Vq2-zzTx"\nHOST=db\n',
  "<pem:rsa>",
  "aws_access_key_id = AKIA<base32:16>\naws_secret_access_key = <b64:40>\n",
];
const PLAIN: Encoding = { name: "plain", encode: (text) => text };
const FILLERS = [
  "the quick brown fox jumps over the lazy dog\n",
  "\0\x01\x02\xff",
  "x = y\n",
  "getElementsByTagNameNS()\n",
];

/** More than a batch of the scanner and what it carries to the next. */
const AROUND = [0, 16_384, 33_856, 131_072, 148_608, 279_680];

const padding = fc
  .record({
    filler: fc.constantFrom(...FILLERS),
    near: fc.constantFrom(...AROUND),
    more: fc.integer({ min: -4000, max: 40 }),
  })
  .map(({ filler, near, more }) => `${filler.repeat(Math.max(0, near + more) / filler.length)}\n`);
const secret = fc.record({ template: fc.constantFrom(...SECRETS), seed: fc.nat(1000) });
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 65, max: 200_000 })), {
  minLength: 1,
  maxLength: 6,
});

const RUNS = { seed: 20_240_601, numRuns: 250 };
const NEVER = new AbortController().signal;

const fingerprints = (text: string): readonly string[] =>
  scanText(text)
    .map(({ fingerprint }) => fingerprint)
    .sort();

test("a secret is found wherever it stands, however it is encoded and however the bytes are cut", () => {
  const inDocument = fc.record({ secret, padding, encoding: fc.constantFrom(PLAIN, ...ENCODINGS), sizes });
  fc.assert(
    fc.property(inDocument, ({ secret: { template, seed }, padding: before, encoding, sizes: cuts }) => {
      const text = expand(template, seed);
      const encoded = encoding.encode(text);
      const document = `${before}value: ${encoded}\n${before.slice(0, 2000)}`;
      let turn = 0;
      const next = (): number => cuts[turn++ % cuts.length] ?? document.length;
      const { findings } = scanBytes(Buffer.from(document, "latin1"), undefined, next);
      expect(findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(fingerprints(text));
      for (const { span, line } of findings) {
        expect(span.start).toBeGreaterThanOrEqual(before.length);
        expect(span.end).toBeLessThanOrEqual(before.length + 7 + encoded.length);
        expect(line).toBe(document.slice(0, span.start).split("\n").length);
      }
    }),
    RUNS,
  );
}, 120_000);

test("a token is found wherever a line is continued in it", () => {
  const continued = fc.record({
    seed: fc.nat(1000),
    padding,
    at: fc.integer({ min: 1, max: 39 }),
    end: fc.constantFrom("\\\n", "\\\r\n"),
  });
  fc.assert(
    fc.property(continued, ({ seed, padding: before, at, end }) => {
      const token = expand("ghp_<base62:30><crc32>", seed);
      const document = `${before}export TOKEN=${token.slice(0, at)}${end}${token.slice(at)}\n`;
      const findings = scanText(document);
      expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints(token));
      expect(findings[0]?.span).toEqual({ start: before.length + 13, end: document.length - 1 });
    }),
    RUNS,
  );
}, 60_000);

interface Contained {
  readonly path: string;
  readonly content: Buffer;
}

const WRAPS: readonly ((inner: Contained) => Contained)[] = [
  (inner) => ({ path: "a.tar", content: tarball([inner]) }),
  ({ path, content }) => ({ path: `${path.split("/").at(-1)}.gz`, content: gzipSync(content) }),
  (inner) => ({ path: "a.zip", content: zipFile([inner]) }),
];

test("a secret is found in archives in one another, however their bytes are cut", async () => {
  const inArchive = fc.record({
    secret,
    padding,
    sizes,
    encoding: fc.constantFrom(PLAIN, ...ENCODINGS),
    wraps: fc.array(fc.constantFrom(...WRAPS), { minLength: 1, maxLength: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(
      inArchive,
      async ({ secret: { template, seed }, padding: before, encoding, sizes: cuts, wraps }) => {
        const text = expand(template, seed);
        const content = Buffer.from(`${before}value: ${encoding.encode(text)}\n`, "latin1");
        const file = wraps.reduce<Contained>((inner, wrap) => wrap(inner), { path: "app/settings", content });
        const stream = chunks(tarball([file]), ...cuts);
        const { findings, skips } = await scanLayer(stream, { scanner, limits: LAYER_LIMITS }, NEVER);
        expect(skips).toEqual([]);
        expect([...new Set(findings.map(({ fingerprint }) => fingerprint))].sort()).toEqual(fingerprints(text));
      },
    ),
    { ...RUNS, numRuns: 60 },
  );
}, 120_000);
