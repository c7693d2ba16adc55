import type { BlobScan, DocumentFinding, Facts, KeyedHalf, NamedHalf, Scanner, Skip } from "../domain/finding.ts";
import { maskSpans } from "../scan/mask-spans.ts";

type Told = Pick<BlobScan, "findings" | "skips" | "halves" | "named">;

/** Paths, names and facts are kept and printed as they are: one that holds a secret itself is masked first. */
export function maskPaths<T extends Told>(scan: T, scanner: Scanner): T {
  const masked = new Map<string, string>();
  const mask = (text: string): string => {
    const known = masked.get(text) ?? maskText(text, scanner);
    masked.set(text, known);
    return known;
  };
  const finding = (found: DocumentFinding): DocumentFinding => ({
    ...found,
    document: { ...found.document, path: mask(found.document.path) },
    ...(found.name === undefined ? {} : { name: mask(found.name) }),
    facts: maskFacts(found.facts, mask),
  });
  const half = (one: KeyedHalf): KeyedHalf => ({ ...one, facts: maskFacts(one.facts, mask) });
  const name = (one: NamedHalf): readonly NamedHalf[] => {
    // A value in which there is a secret is no name.
    if (mask(one.value) !== one.value) return [];
    const document = { ...one.document, path: mask(one.document.path) };
    return [{ ...one, document, ...(one.name === undefined ? {} : { name: mask(one.name) }) }];
  };
  const skip = (lost: Skip): Skip => (lost.path === undefined ? lost : { ...lost, path: mask(lost.path) });
  const { halves = [], named = [] } = scan;
  return {
    ...scan,
    findings: scan.findings.map(finding),
    skips: scan.skips.map(skip),
    halves: halves.map(half),
    named: named.flatMap(name),
  };
}

const maskFacts = (facts: Facts, mask: (text: string) => string): Facts =>
  Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, typeof fact === "string" ? mask(fact) : fact]));

/** The text with every secret in it replaced by `•••`. */
export function maskText(text: string, scanner: Scanner): string {
  const bytes = Buffer.from(text);
  const scan = scanner.open({ kind: "file", path: "" });
  scan.push(bytes);
  const { findings } = scan.end();
  const spans = findings.map(({ span }) => span);
  return spans.length === 0 ? text : maskSpans(bytes, spans);
}
