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
import type { JsonTexts } from "../domain/scan-memory.ts";
import { joinHalves, type PlacedHalf } from "../scan/join-halves.ts";
import { createFindingList } from "./finding-list.ts";
import { createNamedHalves, type NamedHalves } from "./named-halves.ts";
import type { OpenManifest, Packages } from "./packages/packages.ts";
import { retell } from "./retell.ts";
import type { PlacedFile } from "./settle.ts";
import { createSkipList } from "./skip-list.ts";
import { tellingCollector } from "./telling.ts";
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
  /** As its scanner's memory has it; undefined where that has none. */
  jsonTexts(json: Uint8Array): JsonTexts | undefined;
}

/** Knows what it was told. */
export interface RecordingCollector extends Collector {
  /** What another one was told, as if it had been told here. */
  tell(events: readonly Told[]): void;
  /** From now on. */
  record(): void;
  /** What it was told since then, in order. Undefined: more than is kept, or what is not kept. */
  recorded(): readonly Told[] | undefined;
}

/** Of a whole blob. */
export interface BlobCollector extends RecordingCollector {
  result(): Collected;
}

/** A document is over. */
export interface Ended {
  readonly document: DocumentInfo;
  /** But for what was told at a better place. */
  readonly findings: readonly Finding[];
  readonly result: Omit<DocumentResult, "findings">;
  /** In a file with a secret, or in metadata. */
  readonly besideSecret: boolean;
}

/** What a collector was told, in order. */
export type Told =
  | { readonly type: "open"; readonly path: string }
  /** Its bytes, if they are no more than a manifest may have. */
  | { readonly type: "manifest"; readonly path: string; readonly bytes: Uint8Array }
  | { readonly type: "ended"; readonly ended: Ended }
  | { readonly type: "repeat"; readonly document: DocumentInfo; readonly findings: readonly Finding[] }
  | { readonly type: "supersede"; readonly document: DocumentInfo }
  | { readonly type: "place"; readonly document: DocumentInfo; readonly file: PlacedFile }
  | { readonly type: "note"; readonly skip: Skip }
  | { readonly type: "documents"; readonly count: number };

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
): BlobCollector => {
  const list = createFindingList(limit, packages);
  const halves: PlacedHalf[] = [];
  const named = createNamedHalves(packages);
  const skips = createSkipList();
  const journal = createJournal();
  let documents = 0;
  const ended = ({ document, findings, result, besideSecret }: Ended): void => {
    for (const finding of findings) list.keep(document, finding);
    keepHalves(result, { document, halves, named, besideSecret });
    for (const skip of result.skips) skips.add({ path: document.path, ...skip });
  };
  const take = (told: Told): void => {
    if (told.type === "ended") ended(told.ended);
    else if (told.type === "repeat") for (const finding of told.findings) list.keep(told.document, finding);
    else if (told.type === "supersede") list.supersede(told.document);
    else if (told.type === "place") list.place(told.document, told.file);
    else if (told.type === "note") skips.add(told.skip);
    else if (told.type === "documents") documents += told.count;
  };
  const tell = (told: Told): void => {
    journal.add(told);
    take(told);
  };
  const manifest = (path: string): OpenManifest | undefined => packages?.open(path);
  return {
    ...tellingCollector(scanner, {
      tell,
      manifest: (path) => {
        const opened = manifest(path);
        // Its bytes are read here, and not told.
        if (opened !== undefined) journal.end();
        return opened;
      },
    }),
    tell: retell({ tell: take, manifest }),
    record: journal.begin,
    recorded: journal.end,
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

/** Of what may be told of one file. */
const JOURNAL = 1000;

/** What is told, while that is asked for, and no more of it than is worth to be kept. */
const createJournal = () => {
  let events: Told[] | undefined;
  return {
    begin: (): void => {
      events = [];
    },
    add: (told: Told): void => {
      events?.push(told);
      if (events !== undefined && events.length > JOURNAL) events = undefined;
    },
    end: (): readonly Told[] | undefined => {
      const told = events;
      events = undefined;
      return told;
    },
  };
};

interface HalvesOf {
  readonly document: DocumentInfo;
  readonly halves: PlacedHalf[];
  readonly named: NamedHalves;
  readonly besideSecret: boolean;
}

const keepHalves = (
  { halves: found = [] }: Omit<DocumentResult, "findings">,
  { document, halves, named, besideSecret }: HalvesOf,
): void => {
  for (const half of found) {
    if ((besideSecret || !half.alike) && halves.length < HALVES) halves.push({ ...half, document });
    named.add(document, half, besideSecret);
  }
};

const keyed = (halves: readonly PlacedHalf[]): readonly KeyedHalf[] =>
  [...new Map(halves.map((half) => [half.fingerprint, half])).values()].flatMap(({ by, title, facts }) =>
    by === undefined ? [] : [{ by, title, facts }],
  );
