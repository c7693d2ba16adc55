import type { DocumentInfo, DocumentResult, Finding, Scanner } from "../../src/domain/finding.ts";

const SECRET = /(?:SECRET|PREFIX|NAMELY)-[a-z0-9]{8}/g;
const LENGTH = 15;

/** The shape that this scanner finds; `n` tells one from another. */
export const secret = (n: number): string => `SECRET-${n.toString(36).padStart(8, "0")}`;

/** The same, resting on a format or a name only. */
export const prefixSecret = (n: number): string => secret(n).replace("SECRET", "PREFIX");
export const namedSecret = (n: number): string => secret(n).replace("SECRET", "NAMELY");

/** Finds every `SECRET-<8 alphanumerics>`, also across chunks; the preview is the value, for tests to look at. */
export const createSecretScanner = (opened: DocumentInfo[] = []): Scanner => ({
  rulesetId: "secrets",
  open: (document) => {
    opened.push(document);
    const findings: Finding[] = [];
    let carry = "";
    let base = 0;
    let line = 1;
    return {
      push: (chunk) => {
        const text = carry + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
        for (const { 0: value, index } of text.matchAll(SECRET)) {
          findings.push(finding({ value, start: base + index, line: line + newlines(text.slice(0, index)) }));
        }
        const keep = Math.min(text.length, LENGTH - 1);
        carry = text.slice(text.length - keep);
        base += text.length - keep;
        line += newlines(text.slice(0, text.length - keep));
      },
      end: (): DocumentResult => ({ findings, skips: [] }),
    };
  },
});

const newlines = (text: string): number => text.split("\n").length - 1;

const finding = ({ value, start, line }: { value: string; start: number; line: number }): Finding => ({
  fingerprint: value,
  sealedHash: "",
  ruleId: "secret",
  provider: "test",
  title: "A secret",
  severity: "high",
  confidence: "high",
  strength: value.startsWith("SECRET") ? "proof" : value.startsWith("PREFIX") ? "prefix" : "name",
  runbook: "generic",
  preview: value,
  validity: "unknown",
  facts: {},
  reasons: [],
  span: { start, end: start + value.length },
  line,
});
