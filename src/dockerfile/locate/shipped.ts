import { isBelow, joinPath } from "../parse/image-path.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** True when a file that `at` makes at `path` (absolute) is in no stage that the image is built FROM, and none copies it. */
export const staysInside = (file: ParsedDockerfile, { at, path }: { at: Instruction; path: string }): boolean => {
  return at.stage >= 0 && !isShipped(file, at) && !file.instructions.some((one) => takes(file, one, { at, path }));
};

/** True when the last stage is, or is built FROM, the stage of the instruction. */
export const isShipped = (file: ParsedDockerfile, at: Instruction): boolean =>
  inherits(file, { stage: file.stages.length - 1, from: at.stage });

/** From that stage, or from one that is built FROM it. */
const takes = (file: ParsedDockerfile, one: Instruction, { at, path }: { at: Instruction; path: string }): boolean => {
  const from = one.flags.find((flag) => flag.name === "from" || flag.name === "mount");
  if (from === undefined || one.stage === at.stage) return false;
  const source = from.name === "from" ? from.value : (/(?:^|,)from=([^,]+)/.exec(from.value)?.[1] ?? "");
  const stage = file.stages.find(({ name, index }) => name === source.toLowerCase() || String(index) === source);
  if (stage === undefined || !inherits(file, { stage: stage.index, from: at.stage })) return false;
  if (from.name === "mount") return true;
  return (one.json ?? one.words).slice(0, -1).some(({ text }) => {
    const taken = joinPath("/", text);
    const [head = ""] = taken.split(/[*?[$]/);
    return taken === path || isBelow(path, taken) || (head !== taken && path.startsWith(head));
  });
};

const inherits = (file: ParsedDockerfile, { stage, from }: { stage: number; from: number }): boolean => {
  for (let at: number | undefined = stage; at !== undefined; at = file.stages[at]?.parent) if (at === from) return true;
  return false;
};
