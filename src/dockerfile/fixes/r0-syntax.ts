import type { ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import type { FixOptions, Proposal } from "../proposal.ts";

/** Pins the frontend that knows the mounts; BuildKit reads it from the first lines only. Follows from other fixes. */
export const proposeSyntax = (file: ParsedDockerfile, options: FixOptions): Proposal | undefined => {
  if (!options.addSyntax || file.syntax !== undefined) return undefined;
  const at = file.directivesAt;
  return {
    verdict: "auto",
    fix: "R0",
    edits: [{ start: at, end: at, replacement: `# syntax=docker/dockerfile:1${file.eol}` }],
    deleted: [],
    touched: [],
    moved: [],
    ignore: [],
    notes: [
      options.builder === "docker"
        ? "# syntax= makes the builder pull docker/dockerfile:1; leave it out where no registry can be reached"
        : `# syntax= is for those who build with docker; ${options.builder} takes no notice of it`,
    ],
  };
};
