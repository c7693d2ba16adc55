import type { RuleWindow } from "../rule.ts";
import { type Automaton, createAutomaton, DEAD, FIRST, OPEN } from "./automaton.ts";
import { escapeLength } from "./escape-length.ts";
import { type Positions, positionsOf, readableFrom, reversed } from "./positions.ts";

/** `open`: a match may cover the place. `escaped`: only with escapes undone. `closed`: none can. */
export type Opening = "open" | "escaped" | "closed";

/** Tells quickly of nearly every place where a pattern does not match that it cannot. */
export interface Gate {
  /** A keyword stands at `at`; `bytes[..end)` is all that a match may look at. */
  at(bytes: Uint8Array, at: number, end: number): Opening;
}

export interface Gated {
  readonly window: RuleWindow;
  /** In lower case. */
  readonly keywords: readonly string[];
}

/** Bytes of a match that are looked at; patterns with more of them are tried. */
const LOOKED_AT = 1024;

const ALWAYS_OPEN: Gate = { at: () => "open" };

/** Of any of some patterns. Made when it is first asked: a scan meets few of all keywords. */
export const createGate = (regexes: readonly RegExp[], gated: Gated): Gate => {
  let gate: Gate | undefined;
  return {
    at: (bytes, at, end) => {
      gate ??= buildGate(regexes, gated);
      return gate.at(bytes, at, end);
    },
  };
};

const buildGate = (regexes: readonly RegExp[], gated: Gated): Gate => {
  const positions = positionsOf(regexes);
  if (positions === undefined || positions.empty) return ALWAYS_OPEN;
  return gated.window.before === 0 ? gateFrom(positions, gated) : gateAround(positions, gated);
};

/** A match begins with the keyword. */
const gateFrom = (positions: Positions, { window }: Gated): Gate => {
  const automaton = createAutomaton(positions, positions.first);
  return {
    at: (bytes, at, end) => {
      const way = { automaton, bytes, at, end: Math.min(end, at + window.after) };
      const walked = walk(way);
      return walked === "escaped" ? walkEscaped(way) : walked;
    },
  };
};

/** The keyword stands anywhere in a match. */
const gateAround = (positions: Positions, { window, keywords }: Gated): Gate => {
  const start = readableFrom(positions, keywords);
  const forwards = createAutomaton(positions, start);
  const backwards = createAutomaton(reversed(positions), start);
  return {
    at: (bytes, at, end) => {
      const ahead = walk({ automaton: forwards, bytes, at, end: Math.min(end, at + window.after) });
      if (ahead === "closed") return "closed";
      return either(ahead, walk({ automaton: backwards, bytes, at, end: Math.max(0, at - window.before) - 1 }));
    },
  };
};

/** Both must be open; behind an escape of one way nothing is known of the other. */
const either = (ahead: Opening, back: Opening): Opening => {
  if (back === "closed") return "closed";
  return ahead === "open" && back === "open" ? "open" : "escaped";
};

interface Way {
  readonly automaton: Automaton;
  readonly bytes: Uint8Array;
  readonly at: number;
  /** The first byte that is not looked at; before `at` when the way goes backwards. */
  readonly end: number;
}

/** `escaped` when no match can cover the place, but for an escape that stands before the byte that ends all. */
const walk = ({ automaton, bytes, at, end }: Way): Opening => {
  const by = end < at ? -1 : 1;
  const stop = Math.abs(end - at) > LOOKED_AT ? at + by * LOOKED_AT : end;
  let state = FIRST;
  let escaped = false;
  for (let next = at; next !== stop; next += by) {
    escaped ||= escapeLength(bytes, next) > 0;
    state = automaton.step(state, bytes[next] as number);
    if (state === OPEN) return "open";
    if (state === DEAD) return escaped ? "escaped" : "closed";
  }
  if (stop !== end) return "open";
  return escaped ? "escaped" : "closed";
};

/** The same where escapes may stand for any bytes, or none. */
const walkEscaped = ({ automaton, bytes, at, end }: Way): Opening => {
  let state = FIRST;
  let loose = 0;
  for (let next = at; next < end; next++) {
    loose = Math.max(loose - 1, escapeLength(bytes, next));
    state = loose > 0 ? automaton.anything(state) : automaton.step(state, bytes[next] as number);
    if (state === OPEN) return "escaped";
    if (state === DEAD) return "closed";
  }
  return end - at > LOOKED_AT ? "escaped" : "closed";
};
