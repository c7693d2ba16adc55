import type { Scanner } from "../domain/finding.ts";
import type { ScanMemory } from "../domain/scan-memory.ts";
import { createDesks, type Desks } from "./desk.ts";
import { openDocument } from "./document-scan.ts";
import type { ReaderRules } from "./extract/structured-document.ts";
import { createKernel } from "./kernel/create-kernel.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { LEFT_CONTEXT } from "./match.ts";
import type { Observer } from "./observer.ts";
import { BATCH_BYTES, createRollingBuffer, type RollingBuffer, reset } from "./rolling-buffer.ts";
import type { Rule } from "./rule.ts";
import type { Ruleset } from "./ruleset.ts";
import { createScanMemory } from "./scan-memory.ts";

/** What all documents of a scanner share. */
export interface Engine {
  readonly key: Uint8Array;
  readonly kernel: Kernel;
  /** Rules by number of the keyword. */
  readonly rules: readonly (readonly Rule[])[];
  /** By number of the keyword: the keyword, when a rule asks for it anywhere in the document. */
  readonly words: readonly (string | undefined)[];
  /** Rules that no keyword announces. */
  readonly sweeps: readonly Rule[];
  /** Bytes that must stay before the oldest pending hit. */
  readonly before: number;
  /** Bytes after a hit that complete the window of any rule. */
  readonly after: number;
  readonly observer: Observer | undefined;
  readonly documents: BufferPool;
  /** Smaller ones, for text decoded from documents. */
  readonly views: BufferPool;
  readonly desks: Desks;
  readonly memory: ScanMemory;
  /** Rules for values that were found by the structure of their document. */
  readonly readers: ReaderRules;
  /** By number of the keyword: whether it names secrets. A document without any has nothing for a reader. */
  readonly naming: readonly boolean[];
  /** By number of the keyword: whether a rule for what is assigned to names asks for it. */
  readonly named: readonly boolean[];
  /** By number of the keyword: whether it says something (`words`, `naming`, `named`) where no rule matches. */
  readonly told: readonly boolean[];
}

interface BufferPool {
  take(): RollingBuffer;
  give(buffer: RollingBuffer): void;
}

/** Bytes that are decoded and scanned at a time. */
const VIEW_BATCH_BYTES = 16 * 1024;

interface CreateScanner {
  readonly ruleset: Ruleset;
  /** The key of the case, 32 bytes; fingerprints of two cases cannot be compared. */
  readonly key: Uint8Array;
  readonly observer?: Observer;
  /** A clock in ms: rules that others wrote are stopped where they take too long. */
  readonly now?: () => number;
}

export const createScanner = (input: CreateScanner): Scanner => {
  return scannerOf(createEngine(input), input.ruleset.id);
};

/** Scanners with an observer each, which share all the rest. */
export const createScanners = (input: Omit<CreateScanner, "observer">): ((observer: Observer) => Scanner) => {
  const engine = createEngine(input);
  return (observer) => scannerOf({ ...engine, observer }, input.ruleset.id);
};

const scannerOf = (engine: Engine, rulesetId: string): Scanner => ({
  rulesetId,
  memory: engine.memory,
  open: (document) => openDocument(engine, document),
});

const createEngine = ({ ruleset, key, observer, now }: CreateScanner): Engine => {
  const byKeyword = rulesByKeyword(ruleset.rules);
  const words = new Set(ruleset.rules.flatMap(({ screen }) => screen?.documentWords ?? []));
  for (const word of words) byKeyword.set(word, byKeyword.get(word) ?? []);
  const before = LEFT_CONTEXT + Math.max(0, ...ruleset.rules.map((rule) => rule.window.before));
  const after = Math.max(0, ...ruleset.rules.map((rule) => rule.window.after));
  const asked = [...byKeyword.keys()].map((keyword) => (words.has(keyword) ? keyword : undefined));
  const naming = [...byKeyword.values()].map((rules) => rules.some(namesSecrets));
  const named = [...byKeyword.values()].map((rules) =>
    rules.some(({ definition }) => definition.structure === "assignment"),
  );
  const told = named.map((isNamed, keyword) => isNamed || naming[keyword] === true || asked[keyword] !== undefined);
  const users = [...byKeyword.values()].map((rules, keyword) => ({
    rules: rules.length,
    told: told[keyword] === true,
  }));
  const kernel = createKernel([...byKeyword.keys()], { ...ruleset, users });
  return {
    key,
    kernel,
    rules: [...byKeyword.values()],
    words: asked,
    sweeps: ruleset.rules.filter(({ definition }) => definition.terms?.sweep),
    before,
    after,
    observer,
    desks: createDesks(now),
    memory: createScanMemory(kernel),
    naming,
    named,
    told,
    readers: {
      password: readerOf(ruleset.rules, { id: "generic-password", structure: "read-value" }),
      secret: readerOf(ruleset.rules, { id: "generic-secret", structure: "read-value" }),
      hash: readerOf(ruleset.rules, { id: "password-hash", structure: "login-hash" }),
    },
    documents: createPool(BATCH_BYTES + before + after, kernel),
    views: createPool(VIEW_BATCH_BYTES + before + after, kernel),
  };
};

const createPool = (size: number, kernel: Kernel): BufferPool => {
  const free: RollingBuffer[] = [];
  return {
    take: () => free.pop() ?? createRollingBuffer(size, kernel),
    give: (buffer) => {
      reset(buffer);
      free.push(buffer);
    },
  };
};

const namesSecrets = ({ definition, keywords }: Rule): boolean =>
  definition.structure === "assignment" && keywords.length === new Set(definition.keywords).size;

/** The rule with another judge: it counts apart, and its values have no pattern. */
const readerOf = (
  rules: readonly Rule[],
  { id, structure }: { readonly id: string; readonly structure: string },
): Rule | undefined => {
  const rule = rules.find(({ definition }) => definition.id === id);
  return rule && { ...rule, definition: { ...rule.definition, structure, entropy: undefined } };
};

const rulesByKeyword = (rules: readonly Rule[]): Map<string, readonly Rule[]> => {
  const byKeyword = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const keyword of rule.keywords) {
      const users = byKeyword.get(keyword) ?? [];
      users.push(rule);
      byKeyword.set(keyword, users);
    }
  return byKeyword;
};
