import { readPairs } from "../parse/pairs.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { FixRequest } from "../proposal.ts";

/** One value under its names: an ARG, and the ENVs that copy it. */
export interface VariableGroup {
  readonly id: string;
  readonly names: readonly string[];
  readonly envs: readonly string[];
  readonly declarations: readonly Instruction[];
}

/** The ENV of the leak, or the ENVs that copy its ARG; with that ARG. */
export const variableGroup = ({ leak, at, file }: FixRequest): VariableGroup | undefined => {
  const name = leak.name;
  if (name === undefined || (at.keyword !== "ENV" && at.keyword !== "ARG")) return undefined;
  const source = at.keyword === "ENV" ? copiedFrom(at, name) : name;
  const args = declarationsOf(file, "ARG", (pair) => pair.name === source);
  const id = source !== undefined && args.length > 0 ? source : name;
  const isCopy = (pair: { name: string; value?: string }): boolean => aliasOf(pair.value) === id;
  const envs = declarationsOf(file, "ENV", (pair) => isCopy(pair) || (at.keyword === "ENV" && pair.name === name));
  const aliases = envs.flatMap((one) =>
    readPairs(one).filter((pair) => isCopy(pair) || (at.keyword === "ENV" && pair.name === name)),
  );
  const envNames = [...new Set(aliases.map((pair) => pair.name))];
  return {
    id,
    envs: envNames,
    names: [...new Set([...envNames, ...(args.length > 0 ? [id] : [])])],
    declarations: [...args, ...envs],
  };
};

const copiedFrom = (at: Instruction, name: string): string | undefined =>
  aliasOf(readPairs(at).find((pair) => pair.name === name)?.value);

/** `$X`, `${X}` and `${X:-...}` copy X. */
export const aliasOf = (value: string | undefined): string | undefined =>
  /^\$(?:(\w+)|\{(\w+)(?::?-[^}]*)?\})$/
    .exec(value ?? "")
    ?.slice(1)
    .find(Boolean);

const declarationsOf = (
  file: ParsedDockerfile,
  keyword: string,
  test: (pair: { name: string; value?: string }) => boolean,
) => file.instructions.filter((one) => one.keyword === keyword && readPairs(one).some(test));
