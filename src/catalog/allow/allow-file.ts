import { readFileSync } from "node:fs";
import { UserError } from "../../domain/user-error.ts";
import type { AllowEntry } from "./allow-entry.ts";

type Condition = Exclude<keyof AllowEntry, "at" | "reason">;

/** A value must never stand in the file: no error repeats what was written. */
const CONDITIONS: Readonly<Record<Condition, readonly [form: RegExp, words: string]>> = {
  secret: [/^[0-9a-f]{8,64}$/i, "8 to 64 hexadecimal digits of an id or fingerprint"],
  rule: [/^[\w.*-]+$/, "the id of a rule; exhume rules list tells them"],
  path: [/^[^\0]+$/, "a path or a pattern with *, ** and ?"],
  sha256: [/^[0-9a-f]{64}$/i, "64 hexadecimal digits"],
  until: [/^\d{4}-\d{2}-\d{2}$/, "a date such as 2027-01-31"],
};
const FORM = "write pairs of: secret ID, rule ID, path PATTERN, sha256 HEX, until DATE; then # and the reason";

/** The entries of an ignore file. UserError `ALLOW_INVALID` names the first line that is none as `file:line:`. */
export const parseAllowFile = (file: string, text: string): readonly AllowEntry[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const at = `${file}:${index + 1}`;
    const words = [...line.matchAll(/"([^"]*)"|(#.*)|[^\s"]+/g)];
    const comment = words.find(([, , one]) => one !== undefined);
    const pairs = words.filter((word) => word !== comment).map(([all, quoted]) => quoted ?? all);
    if (pairs.length === 0) return [];
    const reason = comment?.[0].replace(/^#\s*/, "").trim();
    return [{ at, ...parsePairs(at, pairs), ...(reason ? { reason } : {}) }];
  });

const parsePairs = (at: string, words: readonly string[]): Partial<Record<Condition, string>> => {
  const entry: Partial<Record<Condition, string>> = {};
  for (let index = 0; index < words.length; index += 2) {
    const condition = Object.keys(CONDITIONS).find((one) => one === words[index]) as Condition | undefined;
    if (condition === undefined) throw invalid(at, `word ${index + 1} is no condition`, FORM);
    if (entry[condition] !== undefined) throw invalid(at, `${condition} stands twice`, "write a line for each");
    const value = words[index + 1];
    const [form, expected] = CONDITIONS[condition];
    if (value === undefined || !form.test(value) || (condition === "until" && !isDay(value)))
      throw invalid(at, `${condition} needs ${expected}`, FORM);
    entry[condition] = condition === "secret" || condition === "sha256" ? value.toLowerCase() : value;
  }
  if (Object.keys(entry).every((condition) => condition === "until"))
    throw invalid(at, "until alone would allow everything", FORM);
  return entry;
};

const isDay = (date: string): boolean =>
  !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);

const invalid = (at: string, problem: string, hint: string): UserError =>
  new UserError({ code: "ALLOW_INVALID", message: `${at}: ${problem}`, hint });

/** `name`: how the file is called in what people read. UserError `ALLOW_INVALID` when it cannot be read. */
export const readAllowFile = ({
  path,
  name,
}: {
  readonly path: string;
  readonly name: string;
}): readonly AllowEntry[] => {
  try {
    return parseAllowFile(name, readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw invalid(name, "cannot be read", "name a file of lines such as: rule generic-password path test/**");
  }
};
