import type { RuleWindow } from "../rule.ts";
import {
  type Automaton,
  anything,
  createAutomaton,
  DEAD,
  FIRST,
  NOT_YET,
  OPEN,
  perhapsBackslash,
  workOut,
} from "./automaton.ts";
import { escapeLength, isInEscape, isPlainEscape, MARKS } from "./escape-length.ts";
import { positionsOf, readableFrom, reversed } from "./positions.ts";
import { lastPlace, leave, placeOn, STEP, type Trail } from "./trail.ts";

/** `open`: a match may cover the place. `escaped`: only with escapes undone. `closed`: none can. */
type Opening = "open" | "escaped" | "closed";

/**
 * Tells quickly of nearly every place where patterns do not match that they cannot. Made when it is first asked: a scan
 * meets few of all keywords. All gates are objects of one shape, and walks make none: they are what a scan does most.
 */
export interface Gate {
  readonly regexes: readonly RegExp[];
  readonly window: RuleWindow;
  /** In lower case. */
  readonly keywords: readonly string[];
  isMade: boolean;
  /** How often it was asked before it was made. */
  asked: number;
  /** Undefined for patterns that are always tried. */
  forwards: Automaton | undefined;
  /** Of patterns that may begin before their keyword. */
  backwards: Automaton | undefined;
}

/** Bytes of a match that are looked at; patterns with more of them are tried. */
const LOOKED_AT = 1024;

export const createGate = (of: Pick<Gate, "regexes" | "window" | "keywords">): Gate => ({
  regexes: of.regexes,
  window: of.window,
  keywords: of.keywords,
  isMade: false,
  asked: 0,
  forwards: undefined,
  backwards: undefined,
});

/** A keyword stands at `at`; `bytes[..end)` is all that a match may look at. */
export interface Place {
  readonly at: number;
  readonly end: number;
  /** Of `bytes[0]`, in the text that they are of: what is known of it need not be looked at again. */
  readonly base?: number | undefined;
  readonly text?: object | undefined;
}

/**
 * To make a gate takes as long as to try its patterns at thousands of places (up to 0.2 s, where a try takes some 20 µs),
 * and most keywords are met but a few times.
 */
const TRIED_UNMADE = 256;

/** The same as `openingAt`, but for the first places, at which all patterns are tried: a gate is made where it pays. */
export const openingSoon = (gate: Gate, bytes: Uint8Array, place: Place): Opening =>
  gate.isMade || gate.asked++ >= TRIED_UNMADE ? openingAt(gate, bytes, place) : "open";

export const openingAt = (gate: Gate, bytes: Uint8Array, { at, end, base, text }: Place): Opening => {
  if (!gate.isMade) make(gate);
  const { forwards, backwards, window } = gate;
  if (forwards === undefined) return "open";
  const reach = { at, end: Math.min(end, at + window.after), base, text };
  const ahead = walk(forwards, bytes, reach);
  if (ahead === "closed") return "closed";
  if (backwards !== undefined)
    return either(ahead, walkBack(backwards, bytes, { at, end: Math.max(0, at - window.before) }));
  return ahead === "escaped" ? walkEscaped(forwards, bytes, reach) : "open";
};

/** Patterns without one are tried at every place of their keywords. */
export const hasGate = (gate: Gate): boolean => {
  if (!gate.isMade) make(gate);
  return gate.forwards !== undefined;
};

const make = (gate: Gate): void => {
  gate.isMade = true;
  const positions = positionsOf(gate.regexes);
  if (positions === undefined || positions.empty) return;
  const isAround = gate.window.before > 0;
  const start = isAround ? readableFrom(positions, gate.keywords) : positions.first;
  gate.forwards = createAutomaton(positions, start);
  if (isAround) gate.backwards = createAutomaton(reversed(positions), start);
};
/** Both must be open; behind an escape of one way nothing is known of the other. */
const either = (ahead: Opening, back: Opening): Opening => {
  if (back === "closed") return "closed";
  return ahead === "open" && back === "open" ? "open" : "escaped";
};

/** `escaped` when no match can cover the place, but for an escape that stands before the byte that ends all. */
const walk = (automaton: Automaton, bytes: Uint8Array, { at, end, base = 0, text }: Place): Opening => {
  const { classes, width, trail } = automaton;
  let { table } = automaton;
  const stop = Math.min(end, at + LOOKED_AT);
  let state = FIRST;
  let [escaped, isEscaped] = [false, false];
  let place = at;
  let until = text === undefined ? stop : Math.min(stop, at + 2 * STEP - ((at + base) % STEP));
  for (;;) {
    for (; place < until; place++) {
      const byte = bytes[place] as number;
      if (MARKS[byte] === 1 && escapeLength(bytes, place) > 0) isEscaped = true;
      const one = classes[byte] as number;
      let next = table[state * width + one] as number;
      if (next === NOT_YET) {
        next = workOut(automaton, state, one);
        table = automaton.table;
      }
      state = next;
      if (state === OPEN) return "open";
      if (state === DEAD) return escaped || isEscaped ? "escaped" : "closed";
    }
    escaped ||= isEscaped;
    if (place === stop || text === undefined) break;
    const known = placeOn(trail, { text, offset: base + place, state, isEscaped });
    if (known < 0) leave(trail, { text, offset: base + place, state, isEscaped });
    else {
      const last = lastPlace(trail, base + stop);
      escaped ||= escapedBetween(trail, known, last);
      state = trail.states[last] as number;
      place += STEP * (last - known);
    }
    isEscaped = false;
    until = Math.min(stop, place + STEP);
  }
  if (stop !== end) return "open";
  return escaped ? "escaped" : "closed";
};

const escapedBetween = ({ escapes }: Trail, from: number, to: number): boolean => escapes[from] !== escapes[to];

/** The same from `at` down to `end`. */
const walkBack = (automaton: Automaton, bytes: Uint8Array, { at, end }: Place): Opening => {
  const { classes, width } = automaton;
  const stop = Math.max(end, at - LOOKED_AT);
  let state = FIRST;
  let escaped = false;
  for (let place = at; place >= stop; place--) {
    if (escapeLength(bytes, place) > 0) escaped = true;
    const one = classes[bytes[place] as number] as number;
    const next = automaton.table[state * width + one] as number;
    state = next === NOT_YET ? workOut(automaton, state, one) : next;
    if (state === OPEN) return "open";
    if (state === DEAD) return escaped || isInEscape(bytes, place) ? "escaped" : "closed";
  }
  if (stop !== end) return "open";
  return escaped ? "escaped" : "closed";
};

/** The same where escapes may stand for any bytes, or none. */
const walkEscaped = (automaton: Automaton, bytes: Uint8Array, { at, end }: Place): Opening => {
  const { classes, width } = automaton;
  let state = FIRST;
  let loose = 0;
  for (let place = at; place < end; place++) {
    const isPlain = isPlainEscape(bytes, place);
    loose = isPlain ? loose - 1 : Math.max(loose - 1, escapeLength(bytes, place));
    const one =
      loose > 0
        ? anything(automaton)
        : isPlain
          ? perhapsBackslash(automaton)
          : (classes[bytes[place] as number] as number);
    const next = automaton.table[state * width + one] as number;
    state = next === NOT_YET ? workOut(automaton, state, one) : next;
    if (state === OPEN) return "escaped";
    if (state === DEAD) return "closed";
  }
  return end - at > LOOKED_AT ? "escaped" : "closed";
};
