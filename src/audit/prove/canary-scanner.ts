import type { DocumentScan, Finding, Scanner } from "../../domain/finding.ts";

/** What every canary begins with: it can be told apart from anything else, and needs no quoting anywhere. */
export const CANARY_PREFIX = "exhumecanary";

/** A canary of its own for each `random`, hex. */
export const canaryOf = (random: string): string => `${CANARY_PREFIX}${random}`;

/** Looks for exact values, as they are and in base64; fingerprints of its findings are the values. */
export const createCanaryScanner = (canaries: readonly string[]): Scanner => {
  const needles = canaries.flatMap((canary) =>
    [canary, ...insideBase64(canary)].map((text) => ({ canary, bytes: Buffer.from(text) })),
  );
  const overlap = Math.max(0, ...needles.map(({ bytes }) => bytes.length - 1));
  return { rulesetId: "canaries", open: () => openDocument(needles, overlap) };
};

interface Needle {
  readonly canary: string;
  readonly bytes: Buffer;
}

const openDocument = (needles: readonly Needle[], overlap: number): DocumentScan => {
  const found = new Map<string, Finding>();
  let rest = Buffer.alloc(0);
  let offset = 0;
  return {
    push: (chunk) => {
      const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      for (const { canary, bytes: needle } of needles) {
        const at = found.has(canary) ? -1 : bytes.indexOf(needle);
        if (at >= 0) found.set(canary, findingAt(canary, { start: offset + at, end: offset + at + needle.length }));
      }
      rest = Buffer.from(bytes.subarray(Math.max(0, bytes.length - overlap)));
      offset += bytes.length - rest.length;
    },
    end: () => ({ findings: [...found.values()], skips: [] }),
  };
};

/** The characters that a value has in base64 whatever stands around it, for the three ways it can be aligned. */
const insideBase64 = (value: string): readonly string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.from("\0".repeat(before) + value).toString("base64");
    return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + value.length) * 4) / 3));
  });

const findingAt = (canary: string, span: Finding["span"]): Finding => ({
  fingerprint: canary,
  sealedHash: "",
  ruleId: "canary",
  provider: "exhume",
  title: "canary",
  severity: "low",
  confidence: "high",
  strength: "proof",
  runbook: "generic",
  preview: "",
  validity: "unknown",
  facts: {},
  reasons: [],
  span,
  line: 1,
});
