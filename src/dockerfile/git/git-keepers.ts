import { readPairs } from "../parse/pairs.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { findHazard } from "../shell/hazard.ts";
import { parseRun } from "../shell/shell.ts";

/** Variables whose value a RUN keeps in a file that git, or a package manager with a git URL, writes by itself. */
export const gitKeepers = (file: ParsedDockerfile, at: Instruction, path: string): readonly string[] =>
  (Object.values(FILES).some((files) => files.test(path)) ? keepers(file, at) : [])
    .filter(({ code }) => FILES[code].test(path))
    .map(({ name }) => name);

type Code = "R4" | "R5";

const FILES: Readonly<Record<Code, RegExp>> = {
  R4: /\/\.git\/(?:config|FETCH_HEAD|packed-refs|logs\/.*|modules\/.*)$|\/\.gitmodules$|\/\.?package(?:-lock)?\.json$|\/(?:yarn\.lock|pnpm-lock\.yaml)$/,
  R5: /\/\.gitconfig$|\/git\/config$|\/etc\/gitconfig$|\/\.git-credentials$/,
};

const keepers = remember((file, at): readonly { readonly name: string; readonly code: Code }[] => {
  const body = at.keyword === "RUN" ? parseRun(file, at) : undefined;
  if (body === undefined || body.form === "opaque") return [];
  const names = new Set(
    file.instructions
      .flatMap((one) => (/^(?:ARG|ENV)$/.test(one.keyword) ? readPairs(one) : []))
      .map((one) => one.name),
  );
  return [...names].flatMap((name) => {
    const code = findHazard(body.script, name)?.code;
    return code === "R4" || code === "R5" ? [{ name, code }] : [];
  });
});
