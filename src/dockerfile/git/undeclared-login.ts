import { reach } from "../mount/builder-uses.ts";
import { mentionsName } from "../mount/variable-uses.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { readPairs } from "../parse/pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { type ManualProposal, manual } from "../proposal.ts";
import { parseRun } from "../shell/shell.ts";
import { shellCommands } from "../shell/shell-commands.ts";

/**
 * No step names the argument, and one gives a host a login from a variable that nothing sets: the argument may be meant, and
 * the step never had it.
 */
export const undeclaredLogin = (
  file: ParsedDockerfile,
  { name, declarations }: { readonly name: string; readonly declarations: readonly Instruction[] },
): ManualProposal | undefined => {
  const runs = [...new Set(declarations.flatMap((one) => reach(file, one)))].filter((one) => one.keyword === "RUN");
  if (runs.some((at) => mentionsName(flatText(file, at), name))) return undefined;
  for (const at of runs) {
    const other = loginNames(file, at).find((one) => !isSet(file, at, one));
    if (other !== undefined)
      return manual("M14", `the RUN gives a login from $${other}, which nothing sets; $${name} may be meant`, { at });
  }
  return undefined;
};

/** Variables in the user part of a URL. */
const loginNames = (file: ParsedDockerfile, at: Instruction): readonly string[] =>
  [...flatText(file, at).matchAll(/https?:\/\/[^/\s]{0,200}?\$\{?(\w+)[^/\s]{0,200}@/g)].flatMap(
    ([, name]) => name ?? [],
  );

const isSet = (file: ParsedDockerfile, at: Instruction, name: string): boolean => {
  const body = parseRun(file, at);
  const commands = body.form === "opaque" ? [] : shellCommands(body.script);
  const declared = file.instructions.some(
    (one) => /^(?:ARG|ENV)$/.test(one.keyword) && readPairs(one).some((pair) => pair.name === name),
  );
  const words = commands.flatMap((one) => (/^(?:read|for|export|local)$/.test(one.name) ? one.args : []));
  return (
    declared ||
    commands.some((one) => one.assignments.some((each) => each.name === name)) ||
    words.some((word) => word === name || word.startsWith(`${name}=`)) ||
    at.flags.some((flag) => flag.value.includes(`env=${name}`)) ||
    new RegExp(`\\bfor ${escapePattern(name)} in\\b`).test(flatText(file, at))
  );
};
