import { escapePattern } from "../parse/escape-pattern.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { after } from "../parse/scope.ts";
import { type ManualProposal, manual } from "../proposal.ts";

/** Where the builder, not the shell of a RUN, expands a variable: no mount reaches there. */
export const builderUse = (
  file: ParsedDockerfile,
  from: {
    readonly declarations: readonly Instruction[];
    readonly name: string;
    readonly except: readonly Instruction[];
  },
): ManualProposal | undefined => {
  const reached = new Set(from.declarations.flatMap((one) => [one, ...reach(file, one)]));
  for (const at of file.instructions) {
    if (!reached.has(at) || from.except.includes(at)) continue;
    const found = judge(file, at, from.name);
    if (found) return found;
  }
  return undefined;
};

/** A declaration before the first FROM is visible in the FROM lines only. */
export const reach = (file: ParsedDockerfile, at: Instruction): readonly Instruction[] =>
  at.stage < 0 ? file.instructions.filter((one) => one.keyword === "FROM" || one.stage < 0) : after(file, at);

const EXPANDS = new Set(["ADD", "COPY", "LABEL", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL"]);

const judge = (file: ParsedDockerfile, at: Instruction, name: string): ManualProposal | undefined => {
  const text = flatText(file, at);
  const expanded = expands(text, name);
  if (at.keyword === "ONBUILD" && new RegExp(`\\b${escapePattern(name)}\\b`).test(text))
    return manual("M4", `ONBUILD uses ${name}`, { at });
  if (at.keyword === "RUN")
    return at.flags.some((flag) => expands(flag.value, name))
      ? manual("M6", `a flag of RUN is built from $${name}`, { at })
      : undefined;
  if (at.keyword === "FROM") return expanded ? manual("M3", `FROM is built from $${name}`, { at }) : undefined;
  if (at.keyword === "ENV") return envUse(file, at, name);
  if (at.keyword === "ARG") return expanded ? manual("M15", `another ARG is built from $${name}`, { at }) : undefined;
  return EXPANDS.has(at.keyword) && expanded ? manual("M6", `${at.keyword} is built from $${name}`, { at }) : undefined;
};

const envUse = (file: ParsedDockerfile, at: Instruction, name: string): ManualProposal | undefined => {
  const text = flatText(file, at);
  if (expands(text, name)) return manual("M1", `ENV keeps the value of $${name} in the image`, { at });
  return new RegExp(`\\s${escapePattern(name)}[= ]`).test(text)
    ? manual("M15", `ENV sets ${name} too, and wins over the ARG`, { at })
    : undefined;
};

/** The builder expands nothing in single quotes, and no `$` behind an escape. */
const expands = (text: string, name: string): boolean =>
  new RegExp(`\\$(?:${escapePattern(name)}\\b|\\{${escapePattern(name)}\\b)`).test(
    text.replace(LITERAL, (all) => (all.startsWith('"') ? all : "")),
  );

const LITERAL = /"(?:\\.|[^"\\])*"|'[^']*'|[\\`]\$/g;
