import type { Leak } from "./leak.ts";
import type { ManualCode } from "./manual.ts";

/** Steps whose remedy is a mount that a person adds. */
const MOUNTS: ReadonlySet<ManualCode> = new Set(["M4", "M5", "M7", "M9", "M14", "M15", "R3", "R4", "R5", "R7", "R11"]);

/** The line to aim for. */
export const mountSketch = (code: ManualCode, leak: Leak): string | undefined => {
  if (code === "R6") return "RUN --mount=type=ssh,required=true ...";
  if (!MOUNTS.has(code)) return undefined;
  const run = code === "M4" ? "ONBUILD RUN" : "RUN";
  if (leak.kind === "file")
    return `${run} --mount=type=secret,id=...,target=/${(leak.path ?? "").replace(/^\//, "")} ...`;
  const name = /^[A-Za-z_]\w*$/.test(leak.name ?? "") ? leak.name : "NAME";
  return `${run} --mount=type=secret,id=${name},env=${name} ...`;
};
