import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { RuleAllow } from "../../scan/rule.ts";
import { ruleProblem } from "../rule-file.ts";
import { readAllow } from "./gitleaks-allow.ts";
import { readGitleaksRule } from "./gitleaks-rule.ts";
import { type GitleaksAllow, type GitleaksFile, gitleaksFile, lowerKeys } from "./gitleaks-schema.ts";
import type { RuleRemark } from "./rule-remark.ts";
import type { RuleSource } from "./rule-source.ts";

/** A table that only gitleaks' files have, at the start of a line. */
export const isGitleaksFile = (text: string): boolean =>
  /^[ \t]*\[\[?[ \t]*(?:rules|extend|allowlists?)[ \t]*\]/m.test(text);

/** gitleaks goes two files deep. */
const DEEPEST = 2;

/**
 * The rules of a gitleaks configuration. `extend.path` is a file beside it; `extend.useDefault` means our rules, which
 * are there anyway: its lists for all rules then hold for ours too. Throws UserError `RULE_INVALID` when it is no TOML.
 */
export const readGitleaksFile = async (
  file: string,
  text: string,
  signal: AbortSignal,
  depth = 0,
): Promise<RuleSource> => {
  const { extend = {}, ...content } = parseToml(file, text);
  const lines = headerLines(text);
  const read = (content.rules ?? []).map((raw, index) => readGitleaksRule(raw, { file, line: lines[index] ?? 1 }));
  const remarks: RuleRemark[] = read.flatMap((one) => one.remarks);
  const base = await extended(file, { path: extend.path, depth, remarks }, signal);
  if (extend.url !== undefined)
    remarks.push({ file, line: 1, problem: "extend.url is not fetched", hint: "use extend.path", lost: false });
  const rules = [...(base?.rules ?? []), ...read.flatMap(({ rule }) => rule ?? [])];
  const own = extend.usedefault === true ? ("all" as const) : rules.map(({ id }) => id);
  const lists = [...(content.allowlist ?? []), ...(content.allowlists ?? [])];
  return {
    rules,
    remarks: [...(base?.remarks ?? []), ...remarks],
    disabled: [...(base?.disabled ?? []), ...(extend.disabledrules ?? [])],
    allow: [
      ...(base?.allow ?? []),
      ...read
        .filter(({ rule }) => rule === undefined)
        .flatMap(({ id, lists }) => lists.map((list) => ({ ids: [id], list }))),
      ...lists.flatMap((allow) => globalList(allow, { file, own, remarks })),
    ],
  };
};

const parseToml = (file: string, text: string): GitleaksFile => {
  const hint = "the file must be TOML as gitleaks reads it";
  try {
    const parsed = gitleaksFile.safeParse(lowerKeys(parse(text)));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw ruleProblem({ file, line: 1 }, { problem: `${issue?.path.join(".")}: ${issue?.message}`, hint });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw ruleProblem({ file, line: error.line }, { problem: error.message.split("\n", 1)[0] ?? "", hint });
  }
};

const headerLines = (text: string): readonly number[] =>
  text.split("\n").flatMap((line, index) => (/^[ \t]*\[\[[ \t]*rules[ \t]*\]\]/i.test(line) ? [index + 1] : []));

const globalList = (
  allow: GitleaksAllow,
  {
    file,
    own,
    remarks,
  }: { readonly file: string; readonly own: "all" | readonly string[]; readonly remarks: RuleRemark[] },
): readonly { readonly ids: "all" | readonly string[]; readonly list: RuleAllow }[] => {
  const { list, problems } = readAllow(allow, file);
  if (problems.length > 0)
    remarks.push({ file, line: 1, problem: problems.join("; "), hint: "the rest of the list is used", lost: false });
  return list === undefined ? [] : [{ ids: allow.targetrules ?? own, list }];
};

interface Extended {
  readonly path: string | undefined;
  readonly depth: number;
  readonly remarks: RuleRemark[];
}

const extended = async (
  file: string,
  { path, depth, remarks }: Extended,
  signal: AbortSignal,
): Promise<RuleSource | undefined> => {
  if (path === undefined) return undefined;
  const problem = depth >= DEEPEST ? "extend.path goes too deep" : "extend.path cannot be read";
  const base = resolve(dirname(file), path);
  const text = depth >= DEEPEST ? undefined : await readFile(base, { encoding: "utf8", signal }).catch(() => undefined);
  if (text !== undefined) return readGitleaksFile(base, text, signal, depth + 1);
  signal.throwIfAborted();
  remarks.push({ file, line: 1, problem: `${problem}: ${path}`, hint: "paths are relative to the file", lost: false });
  return undefined;
};
