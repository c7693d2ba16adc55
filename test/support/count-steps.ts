import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** One run of a pattern, in elementary steps: a character compared is a step, also when it is compared again. */
interface Run {
  readonly steps: number;
  /** Undefined when it was given up. */
  readonly found: boolean | undefined;
}

/** Gives up after `limit` steps. */
export type StepCounter = (text: string, at: number, limit: number) => Run;

class TooManySteps extends Error {}

interface Work {
  readonly text: string;
  /** What the named groups have caught so far. */
  readonly groups: Map<string, string>;
  readonly limit: number;
  steps: number;
}

/** Goes on with the rest of the pattern from `at`. */
type Rest = (at: number) => boolean;
type Matcher = (work: Work, at: number, rest: Rest) => boolean;
/** Lookbehinds are matched from right to left. */
type Direction = 1 | -1;

/**
 * A backtracking matcher that takes the same ways as the JavaScript engine (alternatives in order, greedy and lazy
 * quantifiers, no memory of failures) and counts. The engine itself only has a clock.
 */
export const createStepCounter = (regex: RegExp): StepCounter => {
  const pattern = new RegExpParser().parsePattern(regex.source);
  const compile = compiler(regex.ignoreCase ? "i" : "");
  const match = compile.alternatives(pattern.alternatives, 1);
  return (text, from, limit) => {
    const work: Work = { text, groups: new Map(), limit, steps: 0 };
    const last = regex.sticky ? from : text.length;
    try {
      let found = false;
      for (let at = from; at <= last && !found; at++) found = match(work, at, () => true);
      return { steps: work.steps, found };
    } catch (error) {
      if (error instanceof TooManySteps) return { steps: work.steps, found: undefined };
      throw error;
    }
  };
};

const compiler = (flags: string) => {
  const alternatives = (branches: readonly AST.Alternative[], direction: Direction): Matcher => {
    const compiled = branches.map(({ elements }) => sequence(elements, direction));
    return (work, at, rest) => compiled.some((branch) => branch(work, at, rest));
  };
  const sequence = (elements: readonly AST.Element[], direction: Direction): Matcher =>
    (direction === 1 ? [...elements].reverse() : [...elements]).reduce<Matcher>(
      (after, element) => {
        const first = one(element, direction);
        return (work, at, rest) => first(work, at, (next) => after(work, next, rest));
      },
      (_work, at, rest) => rest(at),
    );
  const one = (element: AST.Element, direction: Direction): Matcher => {
    switch (element.type) {
      case "Group":
        return alternatives(element.alternatives, direction);
      case "CapturingGroup":
        return capture(element, alternatives(element.alternatives, direction));
      case "Backreference":
        return backreference(String(element.ref));
      case "Assertion":
        return assertion(element);
      case "Quantifier":
        return quantifier(element, direction);
      case "Character":
      case "CharacterClass":
      case "CharacterSet":
        return character(members(element.raw, flags), direction);
      default:
        throw new TypeError(`no steps are known for ${element.type} (${element.raw})`);
    }
  };
  const assertion = (element: AST.Assertion): Matcher => {
    if (element.kind !== "lookahead" && element.kind !== "lookbehind") return edge(element.raw);
    const inner = alternatives(element.alternatives, element.kind === "lookahead" ? 1 : -1);
    return (work, at, rest) => inner(work, at, () => true) !== element.negate && rest(at);
  };
  const quantifier = ({ element, min, max, greedy }: AST.Quantifier, direction: Direction): Matcher => {
    const single = element.type.startsWith("Character");
    if (single && greedy) return run(members(element.raw, flags), { min, max, direction });
    const inner = one(element, direction);
    const repeat = (work: Work, at: number, done: number, rest: Rest): boolean => {
      const more = (): boolean =>
        done < max && inner(work, at, (next) => (next !== at || done < min) && repeat(work, next, done + 1, rest));
      if (done < min) return more();
      return greedy ? more() || rest(at) : rest(at) || more();
    };
    return (work, at, rest) => repeat(work, at, 0, rest);
  };
  return { alternatives };
};

const capture =
  ({ name }: AST.CapturingGroup, inner: Matcher): Matcher =>
  (work, at, rest) =>
    inner(work, at, (next) => {
      const before = work.groups.get(name ?? "");
      work.groups.set(name ?? "", work.text.slice(at, next));
      if (rest(next)) return true;
      work.groups.set(name ?? "", before ?? "");
      return false;
    });

const backreference =
  (name: string): Matcher =>
  (work, at, rest) => {
    const caught = work.groups.get(name) ?? "";
    work.steps += caught.length;
    return work.text.startsWith(caught, at) && rest(at + caught.length);
  };

/** `^`, `$`, `\b`: the engine's own, which look at one place. */
const edge = (raw: string): Matcher => {
  const regex = new RegExp(raw, "y");
  return (work, at, rest) => {
    work.steps++;
    regex.lastIndex = at;
    return regex.test(work.text) && rest(at);
  };
};

/** The 256 characters of latin1 that an element of one character takes. */
const members = (raw: string, flags: string): readonly boolean[] => {
  const regex = new RegExp(`^${raw}$`, flags);
  return Array.from({ length: 256 }, (_, code) => regex.test(String.fromCharCode(code)));
};

const takes = (work: Work, at: number, set: readonly boolean[]): boolean => {
  if (++work.steps > work.limit) throw new TooManySteps();
  return set[work.text.charCodeAt(at)] === true;
};

const character =
  (set: readonly boolean[], direction: Direction): Matcher =>
  (work, at, rest) =>
    takes(work, direction === 1 ? at : at - 1, set) && rest(at + direction);

/** Takes as many as it can, then gives back one by one: without recursion, as runs are long. */
const run =
  (
    set: readonly boolean[],
    { min, max, direction }: { readonly min: number; readonly max: number; readonly direction: Direction },
  ): Matcher =>
  (work, at, rest) => {
    let count = 0;
    while (count < max && takes(work, direction === 1 ? at + count : at - count - 1, set)) count++;
    for (; count >= min; count--) if (rest(at + direction * count)) return true;
    return false;
  };
