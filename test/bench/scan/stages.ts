import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { DocumentFinding, Scanner } from "../../../src/domain/finding.ts";
import type { Corpus } from "../corpus/corpus.ts";
import type { FindingLine } from "../equal/compare-findings.ts";
import { WORST_CASES, worstBytes } from "../worst/worst-cases.ts";
import { countedRuleset, type RuleWork } from "./candidates.ts";
import { type Cost, costOf } from "./cost.ts";
import { type Member, membersOf } from "./members.ts";
import { noScanner, scanLayer, shippedRuleset, shippedScanner } from "./product.ts";
import { rawInflate } from "./raw-inflate.ts";

/** What a stage works on. */
export interface StageInput {
  /** Packed; bare inflate takes gzip only. */
  readonly layer: string;
  readonly tar: string;
  /** Of the files of the tar, what is scanned from memory. */
  readonly sample: { readonly step: number; readonly most: number };
  /** Name of a worst case, and its bytes. */
  readonly worst?: string;
  readonly size?: number;
  /** The engine, when it is not the one that users get. */
  readonly kernel?: "js";
}

export interface StageResult extends Cost {
  /** Unpacked bytes that it went over. */
  readonly bytes: number;
  readonly rules?: readonly RuleWork[];
  readonly findings?: readonly FindingLine[];
}

/** Steps from bare inflate to a scanned layer, in one thread. Each runs in a process of its own; loading code and rules is not counted. */
export const STAGES = {
  inflate: async ({ layer }) => measured(() => rawInflate(layer)),
  hashed: async ({ layer }) => {
    const hash = createHash("sha256");
    return measured(() => rawInflate(layer, (bytes) => hash.update(bytes)));
  },
  unpacked: async ({ layer }) => measured(async () => (await scanLayer(read(layer), noScanner)).unpackedBytes),
  layer: async ({ layer }) => {
    const scanner = await shippedScanner();
    return measured(async () => (await scanLayer(read(layer), scanner)).unpackedBytes);
  },
  memory: async ({ tar, sample }) => {
    const [scanner, members] = [await shippedScanner(), await membersOf(tar, sample)];
    return measured(() => scanAll(scanner, members));
  },
  worst: async ({ worst, size = 0 }) => {
    const ruleset = await shippedRuleset();
    const scanner = await shippedScanner({ ruleset });
    const one = WORST_CASES.find(({ name }) => name === worst)!;
    const rules = ruleset.rules.map(({ definition }) => definition);
    const members = [{ path: one.path, bytes: worstBytes(one, size, { rules }) }];
    return measured(() => scanAll(scanner, members));
  },
  findings: async ({ layer, kernel }) => {
    const scanner = await shippedScanner({ ruleset: await shippedRuleset(kernel) });
    const found: FindingLine[] = [];
    const result = await measured(async () => {
      const { findings, unpackedBytes } = await scanLayer(read(layer), scanner);
      found.push(...findings.map(findingLine));
      return unpackedBytes;
    });
    return { ...result, findings: found };
  },
  candidates: async ({ layer }) => {
    const { ruleset, work } = countedRuleset(await shippedRuleset());
    const kept = ({ finding }: { readonly finding: { readonly ruleId: string } }): void => {
      const rule = work.get(finding.ruleId);
      if (rule !== undefined) rule.kept++;
    };
    const scanner = await shippedScanner({ ruleset, observer: { kept } });
    const result = await measured(async () => (await scanLayer(read(layer), scanner)).unpackedBytes);
    return { ...result, rules: [...work.values()] };
  },
} as const satisfies Readonly<Record<string, (input: StageInput) => Promise<StageResult>>>;

export type StageName = keyof typeof STAGES;

export const inputOf = ({ gzip, tar, bytes }: Corpus): StageInput => ({
  layer: gzip,
  tar,
  sample: { step: Math.max(1, Math.floor(bytes.tar / 250e6)), most: 260e6 },
});

const findingLine = (finding: DocumentFinding): FindingLine => {
  const { ruleId, span, line, confidence, severity, provenance, document } = finding;
  const of = [ruleId, `${span.start}-${span.end}`, `line ${line}`, confidence, severity, provenance, document.kind];
  return { path: document.path, text: of.join(" ") };
};

/** In pieces as they come from unpacking. */
const scanAll = (scanner: Scanner, members: readonly Member[]): number => {
  for (const { path, bytes } of members) {
    const document = scanner.open({ kind: "file", path });
    for (let at = 0; at < bytes.length; at += PIECE) document.push(bytes.subarray(at, at + PIECE));
    document.end();
  }
  return members.reduce((sum, { bytes }) => sum + bytes.length, 0);
};

const PIECE = 256 * 1024;

const measured = async (work: () => number | Promise<number>): Promise<StageResult> => {
  let bytes = 0;
  const cost = await costOf(async () => {
    bytes = await work();
  });
  return { ...cost, bytes };
};

const read = (path: string): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: PIECE });
