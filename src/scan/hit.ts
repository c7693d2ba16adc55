import type { Span } from "../domain/finding.ts";
import { decodedMatch, mayBeEscaped } from "./encoded/escaped-window.ts";
import { type Judged, judge, type Rejected } from "./judge.ts";
import { type Candidate, type HitWindow, LEFT_CONTEXT, runPattern } from "./match.ts";
import type { Dropped } from "./observer.ts";
import { lineAt, type RollingBuffer } from "./rolling-buffer.ts";
import { GENERIC_PROVIDER, type Rule } from "./rule.ts";
import { candidateOf } from "./sweep.ts";
import type { TextState } from "./text-scan.ts";

/** A keyword of the prefilter, by its index, and its offset in the text. */
export interface Hit {
  readonly keyword: number;
  readonly at: number;
}

/** Matches every rule that has the keyword on the text around it. */
export const handleHit = (state: TextState, buffer: RollingBuffer, hit: Hit): void => {
  const word = state.engine.words[hit.keyword];
  if (word !== undefined) state.words.add(word);
  for (const rule of state.engine.rules[hit.keyword] ?? []) {
    if (rule.screen?.path(state.document.path) === false || hit.at < state.tally.coveredUntil(rule)) continue;
    if (state.binary && rule.definition.provider === GENERIC_PROVIDER) continue;
    const start = Math.max(0, hit.at - rule.window.before - LEFT_CONTEXT);
    const from = start - buffer.base;
    const to = Math.min(buffer.filled, hit.at + rule.window.after - buffer.base);
    const escaped = mayBeEscaped(buffer, { keyword: hit.at - buffer.base, after: rule.window.after });
    matchWindow(
      { state, buffer, rule, start },
      { text: buffer.bytes.toString("latin1", from, to), hit: hit.at - start, escaped },
    );
  }
};

interface Place {
  readonly state: TextState;
  readonly buffer: RollingBuffer;
  readonly rule: Rule;
  /** Offset of the window in the text. */
  readonly start: number;
}

const matchWindow = (place: Place, { escaped, ...window }: HitWindow & { readonly escaped: boolean }): void => {
  const plain = firstCaught(place, window);
  const decoded = escaped
    ? decodedMatch(window, { plain, again: (unescaped) => firstCaught(place, unescaped) })
    : undefined;
  const caught = decoded ?? plain;
  if (caught !== undefined) count(place, caught);
};

/** What the first pattern catches that is no reject. */
const firstCaught = (place: Place, window: HitWindow): Caught | undefined => {
  const { rule, state } = place;
  for (const regex of rule.regexes) {
    const found = runPattern(rule, regex, window);
    if (found === undefined) continue;
    const caught = examine(place, candidateOf({ rule, document: state.document, text: window.text, found }));
    if (caught !== undefined) return caught;
  }
  return undefined;
};

/** A match with its span in the window; a candidate when nobody judges any more. */
export type Caught = Judged | Candidate;

/** Judges a candidate and keeps it as a match. */
export const keep = (place: Place, candidate: Candidate): void => {
  const caught = examine(place, candidate);
  if (caught !== undefined) count(place, caught);
};

/** Undefined when the candidate is no match. */
const examine = (place: Place, candidate: Candidate): Caught | undefined => {
  const { state, rule } = place;
  const judged = state.tally.isFull(rule) ? candidate : screened(candidate, judge(candidate));
  if (!("rejected" in judged)) return judged;
  state.engine.observer?.dropped?.(dropped(place, candidate, judged));
  return undefined;
};

const screened = (candidate: Candidate, judged: Judged | Rejected): Judged | Rejected => {
  if ("rejected" in judged || candidate.rule.screen === undefined) return judged;
  const rejected = candidate.rule.screen.reject({ ...candidate, span: judged.span, value: judged.value });
  return rejected === undefined ? judged : { ...rejected, span: judged.span };
};

const count = ({ state, buffer, rule, start }: Place, caught: Caught): void => {
  const span = { start: start + caught.span.start, end: start + caught.span.end };
  if (state.cut && span.start === 0) return;
  if (!state.tally.count(rule, span) || !("confidence" in caught)) return;
  const located = state.locate?.(span);
  state.matches.push({
    ...caught,
    span,
    line: located?.line ?? lineAt(buffer, span.start),
    ...(located && { located }),
  });
};

const dropped = (
  place: Place,
  { text }: Candidate,
  { rejected: why, allowed, span: { start, end } }: Rejected,
): Dropped => {
  const { state, buffer, rule } = place;
  const span: Span = { start: place.start + start, end: place.start + end };
  const located = state.locate?.(span);
  return {
    ruleId: rule.definition.id,
    document: state.document,
    span: located?.span ?? span,
    line: located?.line ?? lineAt(buffer, span.start),
    value: text.slice(start, end),
    why,
    ...(allowed === undefined ? {} : { allowed }),
  };
};
