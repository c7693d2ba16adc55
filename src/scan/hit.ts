import type { Span } from "../domain/finding.ts";
import { decodedMatch, isBlock, nearHit } from "./encoded/escaped-window.ts";
import { isEscapedBlock, isEscapedNear } from "./encoded/escapes-ahead.ts";
import { mayBeKeyAround } from "./extract/key-around.ts";
import { STRUCTURED_BYTES } from "./extract/structured-document.ts";
import { type Gate, type Place as GatePlace, openingSoon } from "./gate/gate.ts";
import { endedIn, isJoinedToken, runJoined } from "./joined.ts";
import { type Judged, judge, type Rejected } from "./judge.ts";
import { HIT } from "./kernel/kernel.ts";
import { type Candidate, type HitWindow, LEFT_CONTEXT, runPattern } from "./match.ts";
import type { Dropped } from "./observer.ts";
import { caughtBefore } from "./repeated-windows.ts";
import { lineAt, type RollingBuffer } from "./rolling-buffer.ts";
import { GENERIC_PROVIDER, type Rule } from "./rule.ts";
import { candidateOf, valueSpan } from "./sweep.ts";
import type { TextState } from "./text-scan.ts";
import { isVainAssignment, isVainInString } from "./vain-assignment.ts";
import { windowText } from "./window-text.ts";

/** A keyword of the prefilter, by its index and what is known of its rules there (`HIT`), and its offset in the text. */
export interface Hit {
  readonly keyword: number;
  readonly at: number;
}

/** Matches every rule that has the keyword on the text around it. */
export const handleHit = (state: TextState, buffer: RollingBuffer, hit: Hit): void => {
  const { engine, tally, budget, binary, document } = state.text;
  const keyword = hit.keyword & HIT.keyword;
  if (engine.told[keyword]) notice(state, buffer, { keyword, at: hit.at });
  let escaped: boolean | undefined;
  const at: At = { at: hit.at - buffer.base, end: buffer.filled, base: buffer.base, text: state.ahead, isOpen: false };
  const rules = engine.rules[keyword] ?? [];
  for (let index = 0; index < rules.length; index++) {
    if ((hit.keyword & (HIT.closed << index)) !== 0) continue;
    const rule = rules[index] as Rule;
    if (rule.screen?.path(document.path) === false || budget.isSpent(rule)) continue;
    if (hit.at < tally.coveredUntil(rule)) continue;
    if (binary && rule.definition.provider === GENERIC_PROVIDER) continue;
    at.isOpen = (hit.keyword & (HIT.open << index)) !== 0;
    const { open, possible } = patternsAt(rule, buffer.bytes, at);
    if (possible.length === 0) continue;
    if (tally.isFull(rule)) {
      budget.run(rule, () => countMore({ state, rule, open }, windowOf(state, buffer, { rule, at: hit.at })));
      continue;
    }
    escaped ??= isEscapedNear(state.ahead, buffer, hit.at);
    if (open.length === 0 && !escaped && !isBlock(rule.window)) continue;
    if (rule.isAssignment && isUnwatched(state)) {
      const around = { at: at.at, end: Math.min(buffer.filled, at.at + rule.window.after), document };
      if ((escaped ? isVainInString : isVainAssignment)(buffer.bytes, around)) continue;
    }
    const window = windowOf(state, buffer, { rule, at: hit.at });
    const { start } = window.searched;
    const place = { state, line: (offset: number) => lineAt(buffer, offset), rule, open, possible, start };
    const mayBeEscaped = escaped || (isBlock(rule.window) && isEscapedBlock(state.ahead, window.text, start));
    budget.run(rule, () => matchWindow(place, window, mayBeEscaped));
  }
};

/** The part of the text that a rule is matched on. */
const windowOf = (
  state: TextState,
  buffer: RollingBuffer,
  { rule, at }: { readonly rule: Rule; readonly at: number },
): Required<HitWindow> => {
  const start = Math.max(0, at - rule.window.before - LEFT_CONTEXT);
  const end = Math.min(buffer.base + buffer.filled, at + rule.window.after);
  const text = windowText(state.made, buffer, { start, end });
  return { text, hit: at - start, searched: { start, by: state.searched } };
};

/** Nobody is told of what is rejected. */
const isUnwatched = ({ text: { engine } }: TextState): boolean => engine.observer === undefined;

/** What is said by the keyword alone, of the whole document. */
const notice = (state: TextState, { bytes, base, filled }: RollingBuffer, { keyword, at }: Hit): void => {
  const { engine, words } = state.text;
  const word = engine.words[keyword];
  if (word !== undefined) words.add(word);
  if (!state.keyed && state.structured && at < STRUCTURED_BYTES && engine.named[keyword])
    state.keyed = mayBeKeyAround(bytes, at - base, filled);
  state.named ||= engine.naming[keyword] === true;
};

interface Patterns {
  /** Those that may match there. */
  readonly open: readonly RegExp[];
  /** They, and those that may once escapes are undone. */
  readonly possible: readonly RegExp[];
}

const NONE: Patterns = { open: [], possible: [] };

interface At extends GatePlace {
  /** A match may begin there, by what stands behind the keyword. */
  isOpen: boolean;
}

const patternsAt = ({ regexes, gate, gates, window }: Rule, bytes: Uint8Array, span: At): Patterns => {
  const any = span.isOpen && window.before === 0 ? "open" : openingSoon(gate, bytes, span);
  if (any === "closed") return NONE;
  if (gates.length === 0) return { open: any === "open" ? regexes : [], possible: regexes };
  let found: { open: RegExp[]; possible: RegExp[] } | undefined;
  for (let index = 0; index < gates.length; index++) {
    const opening = openingSoon(gates[index] as Gate, bytes, span);
    if (opening === "closed") continue;
    found ??= { open: [], possible: [] };
    found.possible.push(regexes[index] as RegExp);
    if (opening === "open") found.open.push(regexes[index] as RegExp);
  }
  return found ?? NONE;
};

interface Place {
  readonly state: TextState;
  /** 1-based line of an offset in the text. */
  readonly line: (offset: number) => number;
  readonly rule: Rule;
  /** Offset of the window in the text. */
  readonly start: number;
}

interface HitPlace extends Place, Patterns {}

const matchWindow = (place: HitPlace, window: HitWindow, mayBeEscaped: boolean): void => {
  const plain = firstCaught(place, { window, regexes: place.open });
  const caught = (mayBeEscaped ? matchDecoded(place, window, plain) : undefined) ?? plain;
  if (caught !== undefined) count(place, caught);
};

/** Matches of a rule that has all that is stored of it: nobody judges them, or undoes escapes in them. */
const countMore = ({ state, rule, open }: MoreOf, window: Required<HitWindow>): void => {
  for (const regex of open) {
    const found = runPattern(rule, regex, window);
    if (found === undefined) continue;
    countUnjudged(state, rule, spanFrom(window.searched.start, valueSpan(found)));
    return;
  }
};

interface MoreOf extends Pick<Place, "state" | "rule">, Pick<Patterns, "open"> {}

const countUnjudged = ({ text: { cut, tally } }: TextState, rule: Rule, span: Span): void => {
  if (!cut || span.start > 0) tally.count(rule, span);
};

/** Matches on the window with its escapes undone. */
const matchDecoded = (place: HitPlace, window: HitWindow, plain: Judged | undefined): Judged | undefined =>
  decodedMatch(nearHit(window, place.rule.window), {
    plain,
    again: (unescaped) => firstCaught(place, { window: unescaped, regexes: place.possible }),
  });

interface Tried {
  readonly window: HitWindow;
  readonly regexes: readonly RegExp[];
}

/** What the first pattern catches that is no reject. */
const firstCaught = (place: Place, { window, regexes }: Tried): Judged | undefined => {
  const { rule, state } = place;
  const mayRecall = isUnwatched(state);
  for (const regex of regexes) {
    const alone = runPattern(rule, regex, window);
    const found = alone ?? (state.joined ? runJoined(rule, regex, window) : undefined);
    if (found === undefined) continue;
    const { text } = window;
    const look = (): Judged | undefined =>
      examine(place, candidateOf({ rule, document: state.text.document, compiled: state.compiled, text, found }));
    const end = found.index + found[0].length;
    const caught = mayRecall ? caughtBefore(state.repeated, { regex, text, at: found.index, end }, look) : look();
    if (caught === undefined || (alone === undefined && !isJoinedToken(caught, { text, compiled: state.compiled })))
      continue;
    return state.compiled ? endedIn(caught, { regex, text, end }) : caught;
  }
  return undefined;
};

/** Judges a candidate and keeps it as a match. */
export const keep = (place: Place, candidate: Candidate): void => {
  const { state, rule, start } = place;
  const isFull = state.text.tally.isFull(rule);
  if (isFull) countUnjudged(state, rule, spanFrom(start, candidate.span));
  const caught = isFull ? undefined : examine(place, candidate);
  if (caught !== undefined) count(place, caught);
};

/** Undefined when the candidate is no match. */
const examine = (place: Place, candidate: Candidate): Judged | undefined => {
  const { state } = place;
  const judged = screened(candidate, judge(candidate));
  if (!("rejected" in judged)) return judged;
  state.text.engine.observer?.dropped?.(dropped(place, candidate, judged));
  return undefined;
};

const screened = (candidate: Candidate, judged: Judged | Rejected): Judged | Rejected => {
  if ("rejected" in judged || candidate.rule.screen === undefined) return judged;
  const rejected = candidate.rule.screen.reject({ ...candidate, span: judged.span, value: judged.value });
  return rejected === undefined ? judged : { ...rejected, span: judged.span };
};

const spanFrom = (from: number, { start, end }: Span): Span => ({ start: from + start, end: from + end });

const count = ({ state, line, rule, start }: Place, caught: Judged): void => {
  const span = spanFrom(start, caught.span);
  if ((state.text.cut && span.start === 0) || !state.text.tally.count(rule, span)) return;
  const located = state.text.locate?.(span);
  state.matches.push({
    ...caught,
    span,
    line: located?.line ?? line(span.start),
    ...(located && { located }),
  });
};

const dropped = (
  place: Place,
  { text }: Candidate,
  { rejected: why, allowed, span: { start, end } }: Rejected,
): Dropped => {
  const { state, line, rule } = place;
  const span = spanFrom(place.start, { start, end });
  const located = state.text.locate?.(span);
  return {
    ruleId: rule.definition.id,
    document: state.text.document,
    span: located?.span ?? span,
    line: located?.line ?? line(span.start),
    value: text.slice(start, end),
    why,
    ...(allowed === undefined ? {} : { allowed }),
  };
};
