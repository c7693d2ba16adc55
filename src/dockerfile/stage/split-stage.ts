import type { Edit } from "../edit.ts";
import { mentionsName } from "../mount/variable-uses.ts";
import { readPairs } from "../parse/pairs.ts";
import type { Instruction } from "../parse/parsed-dockerfile.ts";
import { userAt } from "../parse/scope.ts";
import type { FixRequest } from "../proposal.ts";
import { advance, type Composition, compose } from "./compose.ts";
import type { StageNames } from "./stage-names.ts";
import type { Segment } from "./stage-segment.ts";

interface Split {
  readonly segment: Segment;
  readonly names: StageNames;
  readonly isSecret: (one: Instruction) => boolean;
}

/**
 * Cuts the last stage in three: what both parts share, the segment, and the rest with what the segment makes. All
 * instructions stay where they are; those of the segment that the image needs too are repeated.
 */
export const splitStage = ({ file, options }: FixRequest, split: Split): Composition | undefined => {
  const { segment, names, isSecret } = split;
  const [first, last] = [segment.instructions[0], segment.instructions.at(-1)];
  const from = file.instructions.findLast((one) => one.keyword === "FROM");
  const image = from?.words[0];
  if (first === undefined || last === undefined || from === undefined || image === undefined) return undefined;
  const own = file.instructions.filter((one) => one.stage === from.stage && one !== from);
  const shared = own.filter((one) => one.index < first.index && !isSecret(one));
  const rest = own.filter((one) => one.index > last.index);
  const repeated = segment.instructions.filter((one) => one.keyword !== "RUN" && !isSecret(one));
  const text = (one: Instruction): string => file.text.slice(one.start, one.end);
  const declared = (users: readonly Instruction[]): readonly string[] =>
    options.builder === "docker" ? [] : argumentsFor(shared, users, text).map(text);
  const { FROM, AS, COPY } = keywordsLike(file.text, from);
  const head = [`${FROM} ${names.base} ${AS} ${names.secret}`, ...declared(segment.instructions)];
  const tail = [
    `${FROM} ${names.base}${names.final === undefined ? "" : ` ${AS} ${names.final}`}`,
    ...declared(rest),
    ...repeated.map(text),
    ...handOver(segment, { user: userAt(file, rest[0] ?? last), name: names.secret, COPY }),
  ];
  const next = rest[0];
  const start = withComments(file.text, first.start);
  const isAiry = /\n[ \t]*\r?\n/.test(file.text);
  const gap = (before: string): string => (isAiry && !/\n[ \t]*\r?\n$/.test(before) ? file.eol : "");
  return advance(compose(file), {
    edits: [
      names.final === undefined
        ? { start: image.end, end: image.end, replacement: ` ${AS} ${names.base}` }
        : renamed(from, names.base),
      { start, end: start, replacement: gap(file.text.slice(0, start)) + head.map((line) => line + file.eol).join("") },
      { start: last.end, end: last.end, replacement: gap("") + tail.map((line) => file.eol + line).join("") },
    ],
    touched: [from],
    before: [...head.map(() => first), ...tail.map(() => next)],
  });
};

/** In the case that the FROM of the stage is written in. */
const keywordsLike = (text: string, from: Instruction): { readonly [K in "FROM" | "AS" | "COPY"]: string } => {
  const isLower = text.slice(from.start, from.keywordEnd) === "from";
  const FROM = isLower ? "from" : "FROM";
  return { FROM, AS: from.words[1]?.text ?? (isLower ? "as" : "AS"), COPY: isLower ? "copy" : "COPY" };
};

/** Where the comment lines right above an instruction begin. */
const withComments = (text: string, start: number): number => {
  let at = text.lastIndexOf("\n", start - 1) + 1;
  for (let above = at; above > 0; ) {
    above = text.lastIndexOf("\n", above - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(above, at))) return at;
    at = above;
  }
  return at;
};

const renamed = (from: Instruction, name: string): Edit => {
  const word = from.words[2] ?? from.args;
  return { start: word.start, end: word.end, replacement: name };
};

/** buildah does not hand the build arguments of a stage to one built FROM it. */
const argumentsFor = (
  shared: readonly Instruction[],
  users: readonly Instruction[],
  text: (one: Instruction) => string,
): readonly Instruction[] =>
  shared.filter(
    (one) =>
      one.keyword === "ARG" && readPairs(one).some(({ name }) => users.some((user) => mentionsName(text(user), name))),
  );

/** A pattern goes to its directory. */
const handOver = (
  { artifacts = [] }: Segment,
  { user, name, COPY }: { user: string; name: string; COPY: string },
): readonly string[] => {
  const owner = user === "root" || user === "0" ? "" : ` --chown=${user}`;
  return artifacts.map((path) => {
    const target = /[*?[]/.test(path) ? path.slice(0, path.lastIndexOf("/") + 1) : path;
    return `${COPY} --from=${name}${owner} ${path} ${target}`;
  });
};
