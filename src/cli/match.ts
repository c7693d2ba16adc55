import type { ValueMatch } from "../audit/match-value.ts";
import type { Config } from "../config.ts";
import type { ImageExposure, Occurrence, Secret } from "../domain/rotation.ts";
import { UserError } from "../domain/user-error.ts";
import { cleanText, safeJson } from "../report/clean.ts";
import { imagePhrase, plural } from "../report/phrases.ts";
import { wrap } from "../report/wrap.ts";
import { type NamedCase, withNamed } from "../wire-named.ts";
import { withMatcher } from "../wire-values.ts";
import { note, notice, print } from "./print.ts";
import { readStdin } from "./read-values.ts";

export interface MatchCommand {
  readonly config: Config;
  /** What was typed as arguments: nothing may be. */
  readonly given: number;
  readonly lines: boolean;
  readonly json: boolean;
}

/** As `grep` answers: 0 the case knows it, 1 it does not. */
const KNOWN = 0;
const UNKNOWN = 1;

/** Says whether the case knows the value on stdin, or one on a line of it. Nothing of a value is printed. */
export async function matchCommand(command: MatchCommand, signal: AbortSignal): Promise<number> {
  if (command.given > 0)
    throw new UserError({
      code: "VALUE_IN_ARGUMENTS",
      message:
        "match takes no argument: a value on the command line is seen in the process list and kept in the history",
      hint: "exhume match < FILE, or run exhume match alone and paste the value",
    });
  const answers = await answersOf(command, signal);
  const ids = [...new Set(answers.flatMap((found) => found.map(({ fingerprint }) => fingerprint)))];
  if (ids.length === 0) return tellAll(answers, { command, secrets: [] });
  const use = ({ plan }: NamedCase): number => {
    const secrets = [plan.open, plan.closed, plan.tests].flat().flatMap((task) => task.secrets);
    return tellAll(answers, { command, secrets });
  };
  return withNamed(command.config, { ids, onNotice: notice, use }, signal);
}

/** For each value. */
type Answers = readonly (readonly ValueMatch[])[];

const answersOf = ({ config, lines }: MatchCommand, signal: AbortSignal): Promise<Answers> =>
  withMatcher(
    config,
    async (match) => {
      const input = await readStdin(signal);
      return (lines ? linesOf(input) : [input]).map(match);
    },
    signal,
  );

interface Found extends Pick<ValueMatch, "how"> {
  readonly secret: Secret;
}

interface Tell {
  readonly command: MatchCommand;
  readonly secrets: readonly Secret[];
}

function tellAll(answers: Answers, { command, secrets }: Tell): number {
  const byPrint = new Map(secrets.map((secret) => [secret.fingerprint, secret]));
  const all = answers.map((found) =>
    found.flatMap(({ fingerprint, how }): readonly Found[] => {
      const secret = byPrint.get(fingerprint);
      return secret === undefined ? [] : [{ secret, how }];
    }),
  );
  if (command.json) print(safeJson(command.lines ? all.map(lineJson) : valueJson(all[0] ?? []), 2));
  else for (const [at, found] of all.entries()) tell(found, command.lines ? `line ${at + 1}: ` : "");
  return all.some(({ length }) => length > 0) ? KNOWN : UNKNOWN;
}

function linesOf(input: Uint8Array): readonly Uint8Array[] {
  const lines = Buffer.from(input)
    .toString("latin1")
    .replace(/\r?\n$/, "")
    .split(/\r?\n/);
  return lines.map((line) => Buffer.from(line, "latin1"));
}

const valueJson = (found: readonly Found[]) => ({
  known: found.length > 0,
  matches: found.map(({ secret: { id, title, ruleId, severity, state, occurrences }, how }) => ({
    id,
    title,
    ruleId,
    severity,
    state,
    how,
    places: occurrences.flatMap((occurrence) => occurrence.images.map((image) => placeJson(occurrence, image))),
  })),
});

const lineJson = (found: readonly Found[], at: number) => ({ line: at + 1, ...valueJson(found) });

const placeJson = ({ path, line }: Occurrence, image: ImageExposure) => {
  const { registry, repository, manifest, tags, exposure, present } = image;
  return { registry, repository, manifest, tags, path, line, exposure, present };
};

/** Places shown of one secret; `show` has all. */
const PLACES = 5;

function tell(found: readonly Found[], before: string): void {
  if (found.length === 0) print(`${before}the case does not know it`);
  for (const { secret, how } of found) {
    const { id, title, state, occurrences } = secret;
    print(item(`${before}${id} ${title}, work ${state} (${how})`, ""));
    const places = occurrences.flatMap(({ path, images }) => images.map((image) => ({ path, image })));
    for (const { path, image } of places.slice(0, PLACES))
      print(item(`${image.exposure}: ${path} in ${imagePhrase(image, cleanText)}`, "  "));
    if (places.length > PLACES) note(`and ${plural(places.length - PLACES, "more place")}: exhume show ${id}`);
  }
}

const item = (text: string, indent: string): string =>
  wrap(cleanText(text), { width: 80, first: indent, rest: `${indent}  ` });
