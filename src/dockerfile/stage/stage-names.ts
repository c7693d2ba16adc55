import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/** Names of the three parts of a stage that is cut. */
export interface StageNames {
  /** What both others are built FROM. */
  readonly base: string;
  readonly secret: string;
  /** The name that the stage had. */
  readonly final?: string;
}

/** Names that stand for no stage and no image of the file. */
export const stageNames = (file: ParsedDockerfile): StageNames => {
  const final = file.stages.at(-1)?.name;
  const taken = new Set([
    ...file.stages.flatMap(({ name, base }) => [name, base.toLowerCase()]),
    ...file.instructions.flatMap(({ flags }) =>
      flags.filter(({ name }) => name === "from").map(({ value }) => value.toLowerCase()),
    ),
  ]);
  const free = (name: string): string => {
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? name : `${name}-${number}`;
      if (!taken.has(candidate)) return candidate;
    }
  };
  return {
    base: free(final === undefined ? "base" : `${final}-base`),
    secret: free("with-secret"),
    ...(final === undefined ? {} : { final }),
  };
};
