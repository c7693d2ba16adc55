import { UserError } from "../../domain/user-error.ts";
import type { FixCommand } from "../fix.ts";

type Flag = "lint" | "gate" | "force" | "db" | "source" | "dockerfile" | "map" | "out" | "write";

/** Flags that mean nothing together. */
const APART: readonly (readonly [flag: Flag, others: readonly Flag[], hint: string])[] = [
  [
    "lint",
    ["db", "source", "dockerfile", "map"],
    "--lint needs no case: it goes by names and shapes in its folder alone",
  ],
  [
    "gate",
    ["lint", "source", "dockerfile", "map", "out", "write"],
    "--gate prints a step of a CI and does nothing else",
  ],
];

/** UserError `FIX_USAGE` for flags that contradict each other. */
export function refuseFlags(command: FixCommand): void {
  for (const [flag, others, hint] of APART) {
    const other = others.find((one) => command[one] !== undefined);
    if (command[flag] !== undefined && other !== undefined)
      throw new UserError({ code: "FIX_USAGE", message: `--${flag} and --${other} do not go together`, hint });
  }
  const sources = [command.lint, command.source, command.dockerfile, command.map];
  if (command.write === true && sources.every((one) => one === undefined))
    throw new UserError({
      code: "WRITE_REFUSED",
      message: "--write refused: there is no source, Dockerfiles are reconstructed from the history of images",
      hint: "name the source with --source, --dockerfile, --map or --lint",
    });
  if (command.force === true && command.write !== true)
    throw new UserError({
      code: "FIX_USAGE",
      message: "--force says nothing without --write",
      hint: "--write --force edits a source that git could not bring back",
    });
}
