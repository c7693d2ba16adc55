import { readHistoryLine } from "./history-line.ts";
import type { Leak } from "./leak.ts";
import { readPairs } from "./pairs.ts";
import type { ParsedDockerfile } from "./parsed-dockerfile.ts";

/**
 * The leak under the name that the Dockerfile knows: a value found by its shape alone has none, but its history line
 * tells which `NAME=•••` held it.
 */
export const nameLeak = (leak: Leak, file: ParsedDockerfile): Leak => {
  if (leak.kind === "file" || leak.historyLine === undefined) return leak;
  const declared = new Set(
    file.instructions
      .filter((one) => /^(?:ARG|ENV|LABEL)$/.test(one.keyword))
      .flatMap((one) => readPairs(one).map((pair) => pair.name)),
  );
  // Every build argument of a line is masked, secret or not: a name is taken only when there is no choice.
  if (leak.name !== undefined) return leak;
  const [name, ...others] = maskedNames(leak.historyLine);
  return name === undefined || others.length > 0 || !declared.has(name) ? leak : { ...leak, name };
};

const maskedNames = (historyLine: string): readonly string[] => {
  const { keyword, args, text } = readHistoryLine(historyLine);
  const source = keyword === "RUN" ? historyLine : text;
  const masked = [...source.matchAll(/([A-Za-z_][\w.-]*)[= ]["']?[^\s"']*•/g)].flatMap(([, name]) => name ?? []);
  return keyword === "RUN" ? masked.filter((name) => args.includes(name)) : masked;
};
