import type { Instruction, ParsedDockerfile } from "./parsed-dockerfile.ts";

/** Computes once for each instruction: an instruction belongs to one parsed file, so the answer cannot change. */
export const remember = <Result>(
  compute: (file: ParsedDockerfile, at: Instruction) => Result,
): ((file: ParsedDockerfile, at: Instruction) => Result) => {
  const known = new WeakMap<Instruction, { readonly result: Result }>();
  return (file, at) => {
    const found = known.get(at);
    if (found) return found.result;
    const result = compute(file, at);
    known.set(at, { result });
    return result;
  };
};
