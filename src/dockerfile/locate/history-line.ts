import type { Instruction } from "../parse/parsed-dockerfile.ts";

/** What stands for a value in a masked text. */
const MASKED = /•+/;

/** One history entry without the wrapping of its builder. */
export interface HistoryLine {
  /** Upper case keyword. */
  readonly keyword: string;
  /** The instruction's arguments; for RUN the shell text. */
  readonly text: string;
  /** Names of the build arguments that a RUN saw. */
  readonly args: readonly string[];
}

const BUILD_ARGS =
  /^\|\d+\s+((?:[\s\S]*?\s)?)(?=\/\S*sh (?:-[a-z]*o \S+ |-[a-z]+ )*-[a-z]*c |cmd \/S |powershell |pwsh )/;
const SHELL = /^(?:(?:\/\S+\/)?(?:ba|a|da)?sh (?:-[a-z]*o \S+ |-[a-z]+ )*-[a-z]*c |cmd \/S \/C )/i;

/**
 * Reads `/bin/sh -c #(nop) ENV X=1`, `/bin/sh -c cmd`, `|1 X=1 /bin/sh -c cmd` (docker classic, buildah, podman; `cmd /S /C`
 * on Windows), `RUN |1 X=1 /bin/sh -c cmd # buildkit`, `COPY a b # buildkit` (BuildKit) and `RUN cmd` (kaniko).
 */
export const readHistoryLine = (createdBy: string): HistoryLine => {
  const plain = createdBy.trim().replace(/\s*# buildkit$/, "");
  const nop = /^(?:\/bin\/sh -c |cmd \/S \/C |powershell -Command )?#\(nop\)\s+/.exec(plain);
  const line = nop ? plain.slice(nop[0].length) : plain;
  const [, keyword, rest] = /^([A-Z]+)\s+([\s\S]*)$/.exec(line) ?? [];
  if (keyword !== undefined && keyword !== "RUN" && KEYWORDS.has(keyword))
    return { keyword, text: (rest ?? "").trim(), args: [] };
  const run = keyword === "RUN" ? (rest ?? "") : line;
  const head = BUILD_ARGS.exec(run);
  const args = [...(head?.[1] ?? "").matchAll(/(?:^|\s)([A-Za-z_]\w*)=/g)].flatMap(([, name]) => name ?? []);
  return {
    keyword: "RUN",
    text: run
      .slice(head?.[0].length ?? 0)
      .replace(SHELL, "")
      .trim(),
    args,
  };
};

const KEYWORDS = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

/**
 * The texts that stand where the masked line has `•••`, when the rest of the line is the same as the instruction's text
 * (blanks aside); undefined when it is not.
 */
export const alignMasked = (masked: string, text: string): readonly string[] | undefined => {
  const parts = fold(masked).split(new RegExp(MASKED, "g"));
  const whole = fold(text);
  const [first = "", ...others] = parts;
  if (!whole.startsWith(first)) return undefined;
  const values: string[] = [];
  let at = first.length;
  for (const [index, part] of others.entries()) {
    const last = index === others.length - 1;
    const found = last ? whole.length - part.length : whole.indexOf(part, at + 1);
    if (found < at || (last && !whole.endsWith(part))) return undefined;
    values.push(whole.slice(at, found));
    at = found + part.length;
  }
  return at === whole.length ? values : undefined;
};

/** True when the history says that another kind of instruction brought the secret. */
export const contradicts = (historyLine: string | undefined, at: Instruction): boolean => {
  if (historyLine === undefined || historyLine.trim() === "") return false;
  const { keyword } = readHistoryLine(historyLine);
  const copies = /^(?:COPY|ADD)$/;
  return copies.test(at.keyword) ? !copies.test(keyword) : at.keyword !== keyword;
};

const fold = (text: string): string => text.replace(/\s+/g, " ").trim();
