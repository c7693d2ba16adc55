import type { DocumentResult, DocumentScan } from "../domain/finding.ts";
import type { Rest } from "./unpacking.ts";

/** Each scans one part; the first is there already. */
interface Scans {
  readonly first: DocumentScan;
  readonly another: () => DocumentScan;
}

/** Scans what is left of a file, all of it. What is found stands where it stands in the file. */
export const scanAround = ({ file, out }: Rest, { first, another }: Scans): DocumentScan => {
  const results: DocumentResult[] = [];
  let at = 0;
  for (const { start, end } of [...out, { start: file.length, end: file.length }]) {
    const scan = at === 0 ? first : another();
    scan.push(file.subarray(at, start));
    results.push(moved(scan.end(true), file.subarray(0, at)));
    at = end;
  }
  return {
    push: () => undefined,
    end: () => ({
      findings: results.flatMap(({ findings }) => findings),
      halves: results.flatMap(({ halves = [] }) => halves),
      skips: results.flatMap(({ skips }) => skips),
    }),
  };
};

/** As it stands behind these bytes. */
const moved = (result: DocumentResult, before: Buffer): DocumentResult => {
  const { findings, halves = [] } = result;
  if (before.length === 0 || findings.length + halves.length === 0) return result;
  const lines = lineEnds(before);
  return {
    ...result,
    findings: findings.map((finding) => ({
      ...finding,
      span: { start: finding.span.start + before.length, end: finding.span.end + before.length },
      line: finding.line + lines,
    })),
    halves: halves.map((half) => ({ ...half, line: half.line + lines })),
  };
};

const LINE_FEED = 0x0a;

const lineEnds = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
};
