import type { Leak } from "../leak.ts";
import { argumentText } from "../parse/argument-text.ts";
import { readPairs } from "../parse/pairs.ts";
import { lineAt, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { readHistoryLine } from "./history-line.ts";

/**
 * The leak under the name that the Dockerfile knows: a value found by its shape alone has none, but its history line
 * tells which `NAME=•••` held it. Of a Dockerfile of provenance, whose values are masked, the line is the history line.
 */
export const nameLeak = (found: Leak, file: ParsedDockerfile): Leak => {
  const line = maskedLine(found, file);
  const leak = line === undefined ? found : { ...found, historyLine: line };
  const declared = new Set(
    file.instructions
      .filter((one) => /^(?:ARG|ENV|LABEL)$/.test(one.keyword))
      .flatMap((one) => readPairs(one).map((pair) => pair.name)),
  );
  if (isOfCommand(leak) && leak.name !== undefined && !declared.has(leak.name) && !mentions(file, leak.name)) {
    const { name: _beside, ...unnamed } = leak;
    return unnamed;
  }
  if (leak.kind === "file" || leak.historyLine === undefined) return leak;
  // Every build argument of a line is masked, secret or not: a name is taken only when there is no choice.
  if (leak.name !== undefined) return leak;
  const [name, ...others] = maskedNames(leak.historyLine);
  return name === undefined || others.length > 0 || !declared.has(name) ? leak : { ...leak, name };
};

/** There the name is what stands beside the value, such as the user: no variable that a container could be given. */
const isOfCommand = ({ kind, historyLine = "" }: Leak): boolean =>
  kind === "command" || /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(readHistoryLine(historyLine).keyword);

/** As a variable of a shell. */
const mentions = ({ flat }: ParsedDockerfile, name: string): boolean =>
  flat.includes(`$${name}`) || flat.includes(`\${${name}`);

const maskedLine = ({ line, historyLine }: Leak, file: ParsedDockerfile): string | undefined => {
  if (line === undefined || historyLine !== undefined) return undefined;
  const at = file.instructions.find((one) => lineAt(file, one.start) <= line && line <= lineAt(file, one.end));
  const text = at && `${at.keyword} ${argumentText(file, at)}`;
  return text?.includes("•") ? text : undefined;
};

const maskedNames = (historyLine: string): readonly string[] => {
  const { keyword, args, text } = readHistoryLine(historyLine);
  const source = keyword === "RUN" ? historyLine : text;
  const masked = [...source.matchAll(/([A-Za-z_][\w.-]*)[= ]["']?[^\s"']*•/g)].flatMap(([, name]) => name ?? []);
  return keyword === "RUN" ? masked.filter((name) => args.includes(name)) : masked;
};
