import { readFileSync } from "node:fs";
import { UserError } from "../domain/user-error.ts";
import type { Owner, OwnerOf } from "../rotation/owner.ts";
import { repositoryPattern } from "./repository-pattern.ts";

/**
 * A file in the syntax of CODEOWNERS whose patterns mean repositories, `registry/repository`: the last line that
 * matches names the owners, and a line without owners takes them away. UserError `OWNERS_INVALID`, `file:line: ...`.
 */
export function readOwners(path: string): OwnerOf {
  return parseOwners(path, readText(path));
}

export function parseOwners(path: string, text: string): OwnerOf {
  const entries = text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .flatMap((line, index) => parseLine(line, { file: path, line: index + 1 }) ?? [])
    .reverse();
  const known = new Map<string, Owner | undefined>();
  return (image) => {
    const key = `${image.registry}/${image.repository}`;
    if (known.has(key)) return known.get(key);
    const found = entries.find(({ matches }) => matches(image));
    const owner = found?.name === undefined ? undefined : { name: found.name, from: `owners file line ${found.line}` };
    known.set(key, owner);
    return owner;
  };
}

interface At {
  readonly file: string;
  readonly line: number;
}

/** Words are parted by spaces, of which one behind a backslash is none; `#` begins a comment (docs of GitHub and GitLab). */
function parseLine(text: string, { file, line }: At) {
  const [pattern, ...owners] = [...text.replace(/(?:^|\s)#.*$/, "").matchAll(/(?:\\.|\S)+/g)].map(([word]) =>
    word.replace(/\\(.)/g, "$1"),
  );
  if (pattern === undefined) return undefined;
  if (/^\^?\[/.test(pattern)) throw invalid({ file, line }, "sections are not taken");
  if (pattern.startsWith("!")) throw invalid({ file, line }, "a pattern cannot be negated");
  return { line, matches: repositoryPattern(pattern), name: owners.length === 0 ? undefined : owners.join(" ") };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UserError({ code: "OWNERS_INVALID", message: `${path}: cannot be read`, hint: HINT });
  }
}

const HINT = "lines such as registry.example.com/team/* @team-a ann@example.com; the last one that matches counts";

const invalid = ({ file, line }: At, problem: string): UserError =>
  new UserError({ code: "OWNERS_INVALID", message: `${file}:${line}: ${problem}`, hint: HINT });
