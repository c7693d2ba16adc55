import { staysInside } from "../locate/shipped.ts";
import { pathAt } from "../parse/home.ts";
import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { tradesIn } from "../shell/hazard.ts";
import { persistingCode, storedFile } from "../shell/persisting-commands.ts";
import { shellCommands } from "../shell/shell-commands.ts";
import { isTainted, taintedNames } from "../shell/taint.ts";
import { writtenFiles } from "../shell/written-file.ts";
import type { KeepingRun, Rewrite } from "./rewrite.ts";

/** In a stage that is left out of the image the file may stay: the mount takes the value out of history and provenance. */
export const keptInside = (file: ParsedDockerfile, run: KeepingRun): Rewrite | undefined => {
  const { at, body, name, hazard } = run;
  if (!/^(?:R[3457]|M9)$/.test(hazard.code)) return undefined;
  const commands = shellCommands(body.script);
  const names = taintedNames(commands, name);
  const pipelines = new Set(
    commands.filter((one) => isTainted(one, names) || tradesIn(one, name)).map((one) => one.pipeline),
  );
  const paths = commands
    .filter((one) => pipelines.has(one.pipeline))
    .flatMap((one) => [...writtenFiles(one), ...(persistingCode(one, [], names) ? [storedFile(one)] : [])]);
  const known = paths.flatMap((path) => (path === undefined ? [] : [pathAt(file, at, path)]));
  const isInside = known.length > 0 && known.length === paths.length;
  if (!isInside || !known.every((path) => !path.includes("$") && staysInside(file, { at, path }))) return undefined;
  const stage = file.stages[at.stage]?.name ?? `number ${at.stage}`;
  return {
    edits: [],
    deleted: [],
    touched: [],
    users: [{ at }],
    isFree: false,
    confirm: [
      `${[...new Set(known)].join(", ")} stays in the stage ${stage}, which the image does not take; a cache that is exported with mode=max holds it`,
    ],
  };
};
