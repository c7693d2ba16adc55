import type {
  DocumentFinding,
  DocumentInfo,
  DocumentResult,
  Finding,
  KeyedHalf,
  NamedHalf,
  Scanner,
  Skip,
} from "../domain/finding.ts";
import { joinHalves, type PlacedHalf } from "../scan/join-halves.ts";
import { createFindingList } from "./finding-list.ts";
import { createNamedHalves, type NamedHalves } from "./named-halves.ts";
import type { Packages } from "./packages/packages.ts";
import { scanAround } from "./scan-around.ts";
import type { PlacedFile } from "./settle.ts";
import { createSkipList } from "./skip-list.ts";
import type { Rest } from "./unpacking.ts";

/** Scans the documents of one blob and keeps what is found, up to a limit. */
export interface Collector {
  /** Several may be open at once. Each counts as a document once it has bytes. */
  open(document: DocumentInfo): OpenDocument;
  /** The same findings at another place: a second name of a file. */
  repeat(document: DocumentInfo, findings: readonly Finding[]): void;
  /** A later entry took the place of what was opened, or repeated, with this very object. */
  supersede(document: DocumentInfo): void;
  /** The file in which a document stands that was opened, or repeated, with this very object. */
  place(document: DocumentInfo, file: PlacedFile): void;
  note(skip: Skip): void;
  result(): Collected;
}

export interface OpenDocument {
  /** `last`: nothing follows. */
  push(bytes: Uint8Array, last?: boolean): void;
  /** Instead of `push`: a file that is at hand, but for what came out of it as documents. */
  pushRest(rest: Rest): void;
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
  /** Those that may tell it by their names. */
  readonly named: readonly NamedHalf[];
  /** That had at least one byte. */
  readonly documents: number;
  /** Candidates in libraries that only a name speaks for. */
  readonly weakInLibraries: number;
}

/** Public halves kept of a blob; where there are more, no secret is the only one's of the blob. */
const HALVES = 5000;

/** `limit`: findings kept. `packages`: learns from the documents, and says whose each file is. */
export const createCollector = (
  scanner: Scanner,
  limit: number,
  { packages }: { readonly packages?: Packages } = {},
): Collector => {
  const list = createFindingList(limit, packages);
  const halves: PlacedHalf[] = [];
  const named = createNamedHalves(packages);
  const skips = createSkipList();
  let documents = 0;
  return {
    open: (document) => {
      let scan = scanner.open(document);
      const manifest = document.kind === "file" ? packages?.open(document.path) : undefined;
      let empty = true;
      return {
        push: (bytes, last) => {
          if (bytes.length === 0) return;
          if (empty) documents++;
          empty = false;
          scan.push(bytes, last);
          manifest?.push(bytes);
        },
        pushRest: (rest) => {
          documents++;
          scan = scanAround(rest, { first: scan, another: () => scanner.open(document) });
        },
        end: (told) => {
          const result = scan.end();
          const untold = result.findings.filter(({ fingerprint }) => told?.has(fingerprint) !== true);
          for (const finding of untold) list.keep(document, finding);
          keepHalves(result, { document, halves, named });
          for (const skip of result.skips) skips.add({ path: document.path, ...skip });
          if (manifest?.end() === false) skips.add({ path: document.path, reason: LARGE_MANIFEST });
          return untold;
        },
      };
    },
    repeat: (document, again) => {
      for (const finding of again) list.keep(document, finding);
    },
    supersede: list.supersede,
    place: list.place,
    note: skips.add,
    result: () => {
      const { findings, lost, weakInLibraries } = list.result();
      return {
        findings: joinHalves(findings, halves),
        skips: lost === undefined ? skips.all() : [...skips.all(), { reason: lost }],
        halves: keyed(halves),
        named: named.result(),
        documents,
        weakInLibraries,
      };
    },
  };
};

interface HalvesOf {
  readonly document: DocumentInfo;
  readonly halves: PlacedHalf[];
  readonly named: NamedHalves;
}

const keepHalves = ({ findings, halves: found = [] }: DocumentResult, { document, halves, named }: HalvesOf): void => {
  const besideSecret = document.kind !== "file" || findings.length > 0;
  for (const half of found) {
    if ((besideSecret || !half.alike) && halves.length < HALVES) halves.push({ ...half, document });
    named.add(document, half, besideSecret);
  }
};

const keyed = (halves: readonly PlacedHalf[]): readonly KeyedHalf[] =>
  [...new Map(halves.map((half) => [half.fingerprint, half])).values()].flatMap(({ by, title, facts }) =>
    by === undefined ? [] : [{ by, title, facts }],
  );

const LARGE_MANIFEST = "larger than a manifest of packages may be: files that it lists count as anybody's";
