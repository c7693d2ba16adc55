import { baseWorkdir } from "./base-workdir.ts";
import { joinPath } from "./image-path.ts";
import { readPairs } from "./pairs.ts";
import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";
import { remember } from "./remember.ts";
import { unquote } from "./words.ts";

/** Instructions whose effect `at` sees: earlier ones of its stage, and all of the stages it is built FROM. */
export const before = remember((file, at): readonly Instruction[] => {
  const chain = stageChain(file, at.stage);
  return file.instructions.filter((one) => one.index < at.index && one.stage >= 0 && chain.has(one.stage));
});

/** Instructions that see the effect of `at`: later ones of its stage, and all of the stages built FROM it. */
export const after = remember((file, at): readonly Instruction[] => {
  const stages = new Set([at.stage]);
  for (const stage of file.stages) if (stage.parent !== undefined && stages.has(stage.parent)) stages.add(stage.index);
  return file.instructions.filter((one) => one.index > at.index && stages.has(one.stage));
});

/** Stage numbers: the stage itself and those it is built FROM. */
export const stageChain = (file: ParsedDockerfile, stage: number): ReadonlySet<number> => {
  const chain = new Set<number>();
  for (let at: number | undefined = stage; at !== undefined && !chain.has(at); at = file.stages[at]?.parent)
    chain.add(at);
  return chain;
};

/**
 * Absolute working directory; undefined when it depends on a variable without a known value. That of a base image which is
 * not known is taken to be the root.
 */
export const workdirAt = remember((file, at): string | undefined => {
  let directory: string | undefined = baseWorkdir(rootBase(file, at)) ?? "/";
  for (const one of before(file, at)) {
    if (one.keyword !== "WORKDIR") continue;
    const path = expand(unquote(file.flat.slice(one.args.start, one.args.end).trim()), variablesAt(file, one));
    directory = path?.startsWith("/") ? joinPath("/", path) : path && directory && joinPath(directory, path);
  }
  return directory || undefined;
});

/** The image that the stages of an instruction begin with. */
const rootBase = (file: ParsedDockerfile, at: Instruction): string =>
  file.stages[Math.min(...stageChain(file, at.stage))]?.base ?? "";

/** False while the working directory is that of an image which is not at hand. */
export const isWorkdirSet = (file: ParsedDockerfile, at: Instruction): boolean =>
  rootBase(file, at) === "scratch" || before(file, at).some(({ keyword }) => keyword === "WORKDIR");

/** False while the working directory rests on an image which is not known, or on a variable. */
export const isWorkdirKnown = (file: ParsedDockerfile, at: Instruction): boolean => {
  if (workdirAt(file, at) === undefined) return false;
  const isAbsolute = before(file, at).some(
    (one) => one.keyword === "WORKDIR" && /^["']?(?:\/|[A-Za-z]:|\$)/.test(file.flat.slice(one.args.start).trimStart()),
  );
  return isAbsolute || baseWorkdir(rootBase(file, at)) !== undefined;
};

/** The USER in force, `root` when none is set. */
export const userAt = (file: ParsedDockerfile, at: Instruction): string => {
  const user = before(file, at).findLast((one) => one.keyword === "USER")?.words[0]?.text ?? "root";
  return expand(unquote(user), variablesAt(file, at)) ?? user;
};

/** Base images of Windows, as Microsoft and the official images name them. */
export const isWindows = (base: string): boolean => /windows|nanoserver|dotnet\/framework/i.test(base);

/** First word of SHELL, or the one of the system. */
export const shellAt = (file: ParsedDockerfile, at: Instruction): string => {
  const shell = before(file, at).findLast((one) => one.keyword === "SHELL");
  if (shell !== undefined) return shell.json?.[0]?.text ?? "unknown";
  return [...stageChain(file, at.stage)].some((stage) => isWindows(file.stages[stage]?.base ?? "")) ? "cmd" : "sh";
};

type Variables = ReadonlyMap<string, string | undefined>;

export const variablesAt = remember((file, at): Variables => {
  const known = new Map<string, string | undefined>();
  for (const one of before(file, at)) {
    if (one.keyword !== "ENV" && one.keyword !== "ARG") continue;
    for (const { name, value } of readPairs(one))
      if (one.keyword === "ENV" || !known.has(name)) known.set(name, value && expand(value, known));
  }
  return known;
});

/** Expands `$X`, `${X}` and `${X:-default}`; undefined when a value is not known. */
export const expand = (text: string, variables: Variables): string | undefined => {
  let known = true;
  const result = text.replace(
    /(?<!\\)\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_all, plain?: string, braced?: string, fallback?: string) => {
      const value = variables.get(plain ?? braced ?? "") ?? fallback;
      known &&= value !== undefined;
      return value ?? "";
    },
  );
  return known && !result.includes("$") ? result : undefined;
};
