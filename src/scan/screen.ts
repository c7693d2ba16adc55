import type { Candidate } from "./match.ts";
import type { CharacterCounts, RuleAllow, RuleTerms } from "./rule.ts";

/** The terms of a rule, ready to run. */
export interface Screen {
  path(path: string): boolean;
  /** In lower case; undefined when none is asked for. */
  readonly documentWords: readonly string[] | undefined;
  /** Why the candidate is no finding. */
  reject(candidate: Candidate): Screened | undefined;
}

interface Screened {
  readonly rejected: string;
  readonly allowed?: true;
}

export const compileScreen = ({ path, documentWords, characters, allow = [] }: RuleTerms): Screen => {
  const lists = allow.map(compileAllow);
  const pathRegex = path === undefined ? undefined : compiled(path);
  return {
    path: (one) => pathRegex === undefined || pathRegex.test(one),
    documentWords: documentWords?.map((word) => word.toLowerCase()),
    reject: (candidate) => {
      const missing = characters === undefined ? undefined : missingCharacters(candidate.value, characters);
      if (missing !== undefined) return { rejected: missing };
      const by = lists.find((list) => list.allows(candidate))?.by;
      return by === undefined ? undefined : { rejected: by, allowed: true };
    },
  };
};

/** Many rules of a file share one list. */
const cache = new Map<string, RegExp>();

const compiled = (source: string): RegExp => {
  const known = cache.get(source) ?? new RegExp(source);
  cache.set(source, known);
  return known;
};

const compileAllow = ({ by, all = false, paths, regexes, target = "secret", stopwords }: RuleAllow) => {
  const tests = [
    paths && anyOf(paths, ({ document }) => document.path),
    regexes && anyOf(regexes, TARGETS[target]),
    stopwords && (({ value }: Candidate) => stopwords.some((word) => value.toLowerCase().includes(word))),
  ].filter((test) => test !== undefined);
  const allows = (candidate: Candidate): boolean =>
    all ? tests.every((test) => test(candidate)) : tests.some((test) => test(candidate));
  return { by, allows };
};

const anyOf = (sources: readonly string[], text: (candidate: Candidate) => string) => {
  const regexes = sources.map(compiled);
  return (candidate: Candidate): boolean => regexes.some((regex) => regex.test(text(candidate)));
};

const TARGETS: Readonly<Record<"secret" | "match" | "line", (candidate: Candidate) => string>> = {
  secret: ({ value }) => value,
  match: ({ text, caught, span }) => text.slice((caught ?? span).start, (caught ?? span).end),
  line: ({ text, caught, span }) => {
    const { start, end } = caught ?? span;
    const until = text.indexOf("\n", end);
    return text.slice(text.lastIndexOf("\n", start - 1) + 1, until < 0 ? undefined : until);
  },
};

const missingCharacters = (value: string, counts: CharacterCounts): string | undefined => {
  const { digits = 0, upper = 0, lower = 0, special = 0, specialCharacters } = counts;
  const count = (takes: RegExp): number => value.match(takes)?.length ?? 0;
  const isSpecial = (one: string): boolean => specialCharacters?.includes(one) ?? /[^A-Za-z0-9]/.test(one);
  if (count(/[0-9]/g) < digits) return `fewer than ${digits} digits`;
  if (count(/[A-Z]/g) < upper) return `fewer than ${upper} capitals`;
  if (count(/[a-z]/g) < lower) return `fewer than ${lower} small letters`;
  return [...value].filter(isSpecial).length < special ? `fewer than ${special} special characters` : undefined;
};
