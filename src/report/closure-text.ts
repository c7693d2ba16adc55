import type { Closure, ProofPart } from "../rotation/closure.ts";
import { shortenDigests } from "./phrases.ts";

/** `[x] revoked: by kim on 2026-11-03`, and below what is missing how to supply it. */
export const closureLines = ({ parts }: Closure): readonly string[] => parts.flatMap(partLines);

const partLines = ({ id, proven, text, missing }: ProofPart): readonly string[] =>
  [`[${proven ? "x" : " "}] ${id}: ${text}`, ...missing.map((line) => `    ${line}`)].map(shortenDigests);
