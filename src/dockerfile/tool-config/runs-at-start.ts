import { flatText, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";

/**
 * A note when the container starts by a package manager that reads a file with the name of a variable that is not set then:
 * npm from 7 and pnpm go on, npm before 7 and Yarn 1 stop with "Failed to replace env in config".
 */
export const runsAtStart = (file: ParsedDockerfile, { name }: { readonly name: string }): readonly string[] => {
  const command = file.instructions
    .filter((one) => one.keyword === "CMD" || one.keyword === "ENTRYPOINT")
    .find((one) =>
      /(?:^|[\s"'[,/;&])(?:npm|npx|pnpm|yarn)(?=[\s"',\]]|$)/.test(
        flatText(file, { start: one.args.start, end: one.end }),
      ),
    );
  return command === undefined
    ? []
    : [
        `${command.keyword} runs a package manager where ${name} is not set: npm before 7 and Yarn 1 stop then; delete the file after the last install, or start the program itself`,
      ];
};
