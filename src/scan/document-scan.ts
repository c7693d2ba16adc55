import type { DocumentInfo, DocumentResult, DocumentScan } from "../domain/finding.ts";
import { KEY_FILE_BYTES, type KeyFile, keyFileOf, onlyWord } from "./extract/key-file.ts";
import { judge, type Rejected } from "./judge.ts";
import { type Candidate, type HitWindow, LEFT_CONTEXT, type Match, runPattern } from "./match.ts";
import type { Dropped } from "./observer.ts";
import { publicHalves } from "./public-halves.ts";
import { report } from "./report-matches.ts";
import { fill, forget, lineAt, type RollingBuffer } from "./rolling-buffer.ts";
import type { Rule } from "./rule.ts";
import { createRuleTally, type RuleTally } from "./rule-tally.ts";
import type { Engine } from "./scanner.ts";

interface State {
  readonly engine: Engine;
  readonly document: DocumentInfo;
  readonly matches: Match[];
  /** Of rules that find no secret but the public half of one. */
  readonly halves: Match[];
  readonly tally: RuleTally;
  buffer: RollingBuffer | undefined;
  /** Offset in the document up to which the prefilter has looked, and its state there. */
  scanned: number;
  automaton: number;
  /** Set while the document may be a file of one secret: all of it so far. */
  whole: { readonly of: KeyFile; text: string } | undefined;
  /** Pairs of keyword index and offset whose window is not complete yet, in the order of the stream. */
  hits: number[];
}

/** Every hit is handled once, when its window is complete: findings do not depend on how the bytes are cut. */
export const openDocument = (engine: Engine, document: DocumentInfo): DocumentScan => {
  const state: State = {
    engine,
    document,
    matches: [],
    halves: [],
    tally: createRuleTally(),
    buffer: undefined,
    scanned: 0,
    automaton: engine.prefilter.initialState,
    whole: wholeOf(document),
    hits: [],
  };
  return { push: (chunk) => push(state, chunk), end: () => end(state) };
};

const push = (state: State, chunk: Uint8Array): void => {
  if (chunk.length === 0) return;
  state.buffer ??= state.engine.take();
  if (state.whole !== undefined) addTo(state, state.whole, chunk);
  for (let rest = chunk; rest.length > 0; ) {
    const size = fill(state.buffer, rest);
    rest = rest.subarray(size);
    if (state.buffer.filled === state.buffer.bytes.length) advance(state, state.buffer, state.engine.after);
  }
};

const end = (state: State): DocumentResult => {
  if (state.buffer !== undefined) {
    if (state.whole !== undefined) matchWhole(state, state.buffer, state.whole);
    advance(state, state.buffer, 0);
    state.engine.give(state.buffer);
    state.buffer = undefined;
  }
  const { matches: secrets, document, engine } = state;
  const halves = publicHalves(state.halves, { secrets, key: engine.key, document });
  return { findings: report(secrets, state), halves, skips: state.tally.skips() };
};

/** Looks for keywords in the new bytes, then handles the hits that have `after` bytes behind them. */
const advance = (state: State, buffer: RollingBuffer, after: number): void => {
  const { engine } = state;
  const end = buffer.base + buffer.filled;
  const piece = { bytes: buffer.bytes, start: state.scanned - buffer.base, end: buffer.filled, base: buffer.base };
  state.automaton = engine.prefilter.scan(piece, state.automaton, state.hits);
  state.scanned = end;
  let done = 0;
  for (; done < state.hits.length && (state.hits[done + 1] as number) + after <= end; done += 2)
    handleHit(state, buffer, { keyword: state.hits[done] as number, at: state.hits[done + 1] as number });
  state.hits = state.hits.slice(done);
  forget(buffer, Math.min(state.hits[1] ?? end, end) - engine.before - LONGEST_KEYWORD);
};

/** A keyword may have begun this far before the end of what was scanned; `loadRules` holds keywords below it. */
const LONGEST_KEYWORD = 64;

const handleHit = (state: State, buffer: RollingBuffer, hit: { readonly keyword: number; readonly at: number }) => {
  for (const rule of state.engine.rules[hit.keyword] ?? []) {
    if (hit.at < state.tally.coveredUntil(rule)) continue;
    const start = Math.max(0, hit.at - rule.window.before - LEFT_CONTEXT);
    const from = start - buffer.base;
    const to = Math.min(buffer.filled, hit.at + rule.window.after - buffer.base);
    matchWindow(
      { state, buffer, rule, start },
      { text: buffer.bytes.toString("latin1", from, to), hit: hit.at - start },
    );
  }
};

const wholeOf = (document: DocumentInfo): State["whole"] => {
  const of = keyFileOf(document);
  return of && { of, text: "" };
};

const addTo = (state: State, whole: NonNullable<State["whole"]>, chunk: Uint8Array): void => {
  if (whole.text.length + chunk.length > KEY_FILE_BYTES) state.whole = undefined;
  else whole.text += Buffer.from(chunk).toString("latin1");
};

/** The file as one candidate of its rule. */
const matchWhole = (state: State, buffer: RollingBuffer, { of, text }: NonNullable<State["whole"]>): void => {
  const span = onlyWord(text);
  const rule = state.engine.rules.flat().find(({ definition }) => definition.id === of.ruleId);
  if (span === undefined || rule === undefined) return;
  const groups = { file: "", name: of.name, kind: of.kind };
  const caught = { rule, document: state.document, text, span, value: text.slice(span.start, span.end), groups };
  keep({ state, buffer, rule, start: 0 }, caught);
};

interface Place {
  readonly state: State;
  readonly buffer: RollingBuffer;
  readonly rule: Rule;
  /** Offset of the window in the document. */
  readonly start: number;
}

const matchWindow = ({ state, buffer, rule, start }: Place, window: HitWindow): void => {
  for (const regex of rule.regexes) {
    const found = runPattern(rule, regex, window);
    if (found === undefined) continue;
    const caught = candidate({ rule, document: state.document, text: window.text, found });
    if (keep({ state, buffer, rule, start }, caught)) return;
  }
};

/** Judges a candidate and keeps it as a match; false when it is none. */
const keep = (place: Place, caught: Candidate): boolean => {
  const { state, buffer, rule, start } = place;
  const judged = state.tally.isFull(rule) ? caught : judge(caught);
  const span = { start: start + judged.span.start, end: start + judged.span.end };
  if ("rejected" in judged) {
    state.engine.observer?.dropped?.(dropped(place, caught, { ...judged, span }));
    return false;
  }
  const list = rule.definition.completes === undefined ? state.matches : state.halves;
  if (state.tally.count(rule, span) && "confidence" in judged)
    list.push({ ...judged, span, line: lineAt(buffer, span.start) });
  return true;
};

const dropped = (
  { state, buffer, rule, start }: Place,
  { text }: Candidate,
  { rejected: why, span }: Rejected,
): Dropped => ({
  ruleId: rule.definition.id,
  document: state.document,
  span,
  line: lineAt(buffer, span.start),
  value: text.slice(span.start - start, span.end - start),
  why,
});

const candidate = ({ found, ...of }: Pick<Candidate, "rule" | "document" | "text"> & { found: RegExpExecArray }) => {
  const [start, end] = found.indices?.groups?.secret ?? [found.index, found.index];
  return { ...of, span: { start, end }, value: of.text.slice(start, end), groups: found.groups ?? {} };
};
