import type { DocumentFinding, DocumentInfo, Finding, KeyedHalf, Scanner, Skip } from "../domain/finding.ts";
import { joinHalves, type PlacedHalf } from "../scan/join-halves.ts";
import { createSkipList } from "./skip-list.ts";

/** Scans the documents of one blob and keeps what is found, up to a limit. */
export interface Collector {
  /** Several may be open at once. Each counts as a document once it has bytes. */
  open(document: DocumentInfo): OpenDocument;
  /** The same findings at another place: a second name of a file. */
  repeat(document: DocumentInfo, findings: readonly Finding[]): void;
  /** A later entry took the place of what was opened, or repeated, with this very object. */
  supersede(document: DocumentInfo): void;
  note(skip: Skip): void;
  result(): Collected;
}

export interface OpenDocument {
  push(bytes: Uint8Array): void;
  /** Gives what was found. Secrets whose fingerprint is in `told` are dropped: they were told at a better place. */
  end(told?: ReadonlySet<string>): readonly Finding[];
}

/** What was found in one document. */
export interface Found {
  readonly document: DocumentInfo;
  readonly findings: readonly Finding[];
}

export interface Collected {
  readonly findings: readonly DocumentFinding[];
  readonly skips: readonly Skip[];
  /** Public halves that may prove whose a secret of another blob is. */
  readonly halves: readonly KeyedHalf[];
  /** That had at least one byte. */
  readonly documents: number;
}

/** Of one secret in a blob; each is a line of reports for every image that holds the blob. */
const PLACES = 1000;

/** Public halves kept of a blob; where there are more, no secret is the only one's of the blob. */
const HALVES = 5000;

/** `limit`: findings kept. */
export const createCollector = (scanner: Scanner, limit: number): Collector => {
  const findings: DocumentFinding[] = [];
  const skips = createSkipList();
  const superseded = new Set<DocumentInfo>();
  let documents = 0;
  let found = 0;

  const halves: PlacedHalf[] = [];
  const places = new Map<string, number>();
  const keep = (document: DocumentInfo, finding: Finding): void => {
    found++;
    const known = places.get(finding.fingerprint) ?? 0;
    if (findings.length >= limit || known >= PLACES) return;
    places.set(finding.fingerprint, known + 1);
    findings.push({ ...finding, document });
  };
  return {
    open: (document) => {
      const scan = scanner.open(document);
      let empty = true;
      return {
        push: (bytes) => {
          if (bytes.length === 0) return;
          if (empty) documents++;
          empty = false;
          scan.push(bytes);
        },
        end: (told) => {
          const result = scan.end();
          const untold = result.findings.filter(({ fingerprint }) => told?.has(fingerprint) !== true);
          for (const finding of untold) keep(document, finding);
          for (const half of result.halves ?? []) if (halves.length < HALVES) halves.push({ ...half, document });
          for (const skip of result.skips) skips.add({ path: document.path, ...skip });
          return untold;
        },
      };
    },
    repeat: (document, again) => {
      if (findings.length < limit) for (const finding of again) keep(document, finding);
      else found += again.length;
    },
    supersede: (document) => void superseded.add(document),
    note: skips.add,
    result: () => ({
      findings: joinHalves(findings, halves).map((one) =>
        superseded.has(one.document) ? { ...one, superseded: true } : one,
      ),
      skips:
        found > findings.length
          ? [...skips.all(), { reason: `${found} findings in this blob: ${findings.length} of them are kept` }]
          : skips.all(),
      halves: keyed(halves),
      documents,
    }),
  };
};

const keyed = (halves: readonly PlacedHalf[]): readonly KeyedHalf[] =>
  [...new Map(halves.map((half) => [half.fingerprint, half])).values()].flatMap(({ by, title, facts }) =>
    by === undefined ? [] : [{ by, title, facts }],
  );
