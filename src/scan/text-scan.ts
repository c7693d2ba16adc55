import type { DocumentInfo, Span } from "../domain/finding.ts";
import { isBinary, isCompiled } from "./binary.ts";
import { openDecoded } from "./encoded/decoded-view.ts";
import { createEscapesAhead, type EscapesAhead } from "./encoded/escapes-ahead.ts";
import type { Located } from "./encoded/origins.ts";
import { createReaders } from "./encoded/readers.ts";
import type { EncodingReader } from "./encoded/view.ts";
import type { DecodingWork } from "./encoded/work.ts";
import { type BoundedBytes, createBoundedBytes } from "./extract/bounded-bytes.ts";
import { mayBeStructured, STRUCTURED_BYTES } from "./extract/structured-document.ts";
import { type Hit, handleHit, keep } from "./hit.ts";
import type { HitWindow, Match } from "./match.ts";
import { matchKeyFile } from "./match-key-file.ts";
import { matchStructured } from "./match-structured.ts";
import { createRepeatedWindows, type RepeatedWindows } from "./repeated-windows.ts";
import { BATCH_BYTES, bufferOf, fill, forget, lineAt, type RollingBuffer } from "./rolling-buffer.ts";
import { LONGEST_KEYWORD, type Rule } from "./rule.ts";
import type { RuleBudget } from "./rule-budget.ts";
import type { RuleTally } from "./rule-tally.ts";
import type { Engine } from "./scanner.ts";
import { candidateOf, type SweptMatch, sweep } from "./sweep.ts";
import { createMadeText, type MadeText } from "./window-text.ts";

/** The bytes of a document, or what was decoded from them. */
export interface ScannedText {
  readonly engine: Engine;
  readonly document: DocumentInfo;
  readonly tally: RuleTally;
  readonly work: DecodingWork;
  readonly budget: RuleBudget;
  /** Words that rules ask for anywhere in the document, as far as they were met. */
  readonly words: Set<string>;
  /** In which the text was encoded, the outermost first; empty for the document itself. */
  readonly encodings: readonly string[];
  /** Decoded bytes that are no text: rules that go by names are not run. */
  readonly binary: boolean;
  /** What stands before the text was left out. */
  readonly cut: boolean;
  /** Where in the document a span of decoded text came from; absent for the document itself. */
  readonly locate?: (span: Span) => Located;
  /** Takes what was found in text decoded from this one. */
  readonly keep: (matches: readonly Match[]) => void;
}

export interface TextScan {
  /** `last`: nothing follows. */
  push(chunk: Uint8Array, last?: boolean): void;
  /** Offset of the first byte that may still be asked for. */
  oldest(): number;
  /** Matches in this text; spans are in it. */
  end(): readonly Match[];
}

export interface TextState {
  readonly text: ScannedText;
  readonly matches: Match[];
  readonly readers: EncodingReader;
  buffer: RollingBuffer | undefined;
  /** Offset in the text up to which keywords were looked for. */
  scanned: number;
  /** Offset up to which the patterns without keywords were tried. */
  swept: number;
  /** A copy of the document, once the buffer no longer holds all of it, where its structure may be read. */
  copy: BoundedBytes | undefined;
  /** Its structure may be read in the end. */
  structured: boolean;
  /** It begins as programs do, and has no structure. */
  compiled: boolean;
  /** It is no text: what stands before a token may be its length, or in a program another string. */
  joined: boolean;
  /** A name that says secret was seen. */
  named: boolean;
  /** One that may be a key, or the name of a setting. */
  keyed: boolean;
  /** Where no escape stands. */
  readonly ahead: EscapesAhead;
  /** What windows are cut from. */
  readonly made: MadeText;
  /** What was caught in windows that may come again. */
  readonly repeated: RepeatedWindows;
  /** Where patterns found nothing that begins there. */
  readonly searched: NonNullable<HitWindow["searched"]>["by"];
  /** Pairs of keyword index and offset whose window is not complete yet, in the order of the stream. */
  hits: number[];
}

/** Every hit is handled once, when its window is complete: findings do not depend on how the bytes are cut. */
export const openText = (text: ScannedText): TextScan => {
  const state: TextState = {
    text,
    matches: [],
    readers: createReaders({
      open: (options) => openDecoded(text, options),
      note: text.work.note,
      isSwept: text.engine.sweeps.length > 0,
    }),
    buffer: undefined,
    scanned: 0,
    swept: 0,
    copy: undefined,
    structured: isWhole(text) && mayBeStructured(text.document),
    compiled: false,
    joined: false,
    named: false,
    keyed: false,
    ahead: createEscapesAhead(),
    made: createMadeText(),
    repeated: createRepeatedWindows(),
    searched: new Map(),
    hits: [],
  };
  return { push: (chunk, last) => push(state, chunk, last), oldest: () => oldest(state), end: () => end(state) };
};

/** It is the document itself. */
const isWhole = ({ encodings }: ScannedText): boolean => encodings.length === 0;

const poolOf = ({ text: { engine, encodings } }: TextState) =>
  encodings.length === 0 ? engine.documents : engine.views;

const push = (state: TextState, chunk: Uint8Array, last?: boolean): void => {
  if (chunk.length === 0) return;
  if (last === true && isAtHand(state, chunk)) finish(state, bufferOf(chunk, state.text.engine.kernel));
  else add(state, chunk);
};

/** Larger ones are batches: which matches are stored of very many must not depend on where they lie. */
const isAtHand = ({ text, buffer }: TextState, chunk: Uint8Array): boolean =>
  buffer === undefined && chunk.length <= BATCH_BYTES && text.engine.kernel.holds(chunk);

const add = (state: TextState, chunk: Uint8Array): void => {
  state.buffer ??= poolOf(state).take();
  const { buffer } = state;
  for (let rest = chunk; rest.length > 0; ) {
    const size = fill(buffer, rest);
    state.copy?.add(size === rest.length ? rest : rest.subarray(0, size));
    rest = rest.subarray(size);
    if (buffer.filled === buffer.bytes.length) advance(state, buffer, false);
  }
};

const end = (state: TextState): readonly Match[] => {
  const { buffer } = state;
  if (buffer !== undefined) {
    finish(state, buffer);
    poolOf(state).give(buffer);
    state.buffer = undefined;
  }
  return state.matches;
};

const finish = (state: TextState, buffer: RollingBuffer): void => {
  if (isWhole(state.text)) matchKeyFile(state, buffer);
  advance(state, buffer, true);
  if (isWhole(state.text)) matchStructured(state, () => allOf(state, buffer));
};

/** latin1; undefined when its structure is not read. */
const allOf = ({ structured, copy }: TextState, { base, bytes, filled }: RollingBuffer): string | undefined => {
  if (base > 0) return copy?.text();
  return filled <= STRUCTURED_BYTES && structured ? bytes.toString("latin1", 0, filled) : undefined;
};

const begin = (state: TextState, { bytes, filled }: RollingBuffer): void => {
  state.compiled = isCompiled(bytes, filled);
  state.joined = state.compiled || isBinary(bytes, filled);
  if (state.compiled) state.structured = false;
};

/** Looks for keywords in the new bytes, then handles the hits that have enough bytes behind them. */
const advance = (state: TextState, buffer: RollingBuffer, last: boolean): void => {
  const { engine } = state.text;
  const end = buffer.base + buffer.filled;
  if (state.scanned === 0) begin(state, buffer);
  const { joined } = state;
  const piece = { bytes: buffer.bytes, start: state.scanned - buffer.base, end: buffer.filled, base: buffer.base };
  engine.kernel.keywords({ ...piece, joined }, state.hits);
  state.scanned = end;
  const after = last ? 0 : engine.after;
  let done = 0;
  for (; done < state.hits.length && (state.hits[done + 1] as number) + after <= end; done += 2)
    handleHit(state, buffer, { keyword: state.hits[done] as number, at: state.hits[done + 1] as number } satisfies Hit);
  if (done > 0) state.hits.splice(0, done);
  if (engine.sweeps.length > 0) sweepTo(state, buffer, end - after);
  const wanted = state.readers.read(buffer, last);
  if (last) return;
  const waiting = engine.sweeps.length > 0 ? state.swept : end;
  const needed = Math.min(state.hits[1] ?? end, waiting) - engine.before - LONGEST_KEYWORD;
  if (buffer.base === 0) state.copy = copyOf(state, buffer);
  forget(buffer, Math.min(needed, wanted));
};

const copyOf = ({ structured }: TextState, { bytes, filled }: RollingBuffer): BoundedBytes | undefined => {
  if (!structured) return undefined;
  const copy = createBoundedBytes(STRUCTURED_BYTES);
  copy.add(bytes.subarray(0, filled));
  return copy;
};

const sweepTo = (state: TextState, buffer: RollingBuffer, until: number): void => {
  const { engine, document, budget } = state.text;
  const rules = engine.sweeps.filter(({ screen }) => screen?.path(document.path) !== false);
  const onMatch = (rule: Rule, { text, start, found }: SweptMatch): void =>
    keep(
      { state, line: (offset) => lineAt(buffer, offset), rule, start },
      candidateOf({ rule, document, text, found }),
    );
  sweep({ rules, buffer, from: state.swept, until, budget, onMatch });
  state.swept = Math.max(state.swept, until);
};

const oldest = ({ buffer, readers }: TextState): number => Math.min(buffer?.base ?? 0, readers.oldest());
