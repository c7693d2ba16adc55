import { escapePattern } from "../parse/escape-pattern.ts";

/** A shorter text would be masked inside ordinary words. */
const MIN_LENGTH = 4;

/**
 * Values that stand beside these names in a file that starts builds: `NAME=value`, `NAME: value`, `"NAME=a value"`. To
 * mask with, never to print.
 */
export const passedValues = (text: string, names: readonly string[]): readonly string[] => {
  const values = names.flatMap((name) =>
    FORMS.flatMap((form) => [
      ...text.matchAll(
        new RegExp(
          form.replace("NAME", () => escapePattern(name)),
          "g",
        ),
      ),
    ]).map(({ groups }) => groups?.value ?? ""),
  );
  return [...new Set(values)].filter(
    (value) => value.length >= MIN_LENGTH && !/[$`]|\{\{/.test(value) && !names.includes(value),
  );
};

/** Quotes around the pair, around the value, and none. */
const FORMS = [
  "(?<quote>[\"'])NAME=(?<value>[^\\n]*?)\\k<quote>",
  "(?<![\\w-])NAME[\"']?[ \\t]*[:?+]?[=:][ \\t]*\\\\?(?<quote>[\"'])(?<value>[^\\n]*?)\\\\?\\k<quote>",
  "(?<![\\w-])NAME[ \\t]*[:?+]?[=:][ \\t]*(?<value>[^\\s\"',;\\])}]+)",
];
