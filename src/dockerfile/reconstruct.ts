import type { HistoryEntry } from "../domain/finding.ts";
import { readHistoryLine } from "./history-line.ts";

export interface Reconstruction {
  readonly text: string;
  /** What the history could not tell. */
  readonly notes: readonly string[];
}

/**
 * A Dockerfile that would give this history, oldest entry first. `base` names the image the first `entries` entries
 * belong to; without it they are all written out. Values stay masked.
 */
export const reconstructDockerfile = (input: {
  readonly history: readonly HistoryEntry[];
  readonly base?: { readonly name: string; readonly entries: number };
}): Reconstruction => {
  const notes: string[] = [];
  const own = input.history.slice(input.base?.entries ?? 0);
  const declared = new Set<string>();
  const body = own.flatMap(({ createdBy }) => instructionLines(createdBy, { declared, notes }));
  const head = [
    "# Reconstructed from image history, not the original Dockerfile: names of copied files, stages and",
    "# comments are not in the history, and values are masked.",
    `FROM ${input.base?.name ?? "scratch"}`,
  ];
  return { text: `${[...head, ...body].join("\n")}\n`, notes: [...new Set(notes)] };
};

interface State {
  readonly declared: Set<string>;
  readonly notes: string[];
}

const instructionLines = (createdBy: string, state: State): readonly string[] => {
  const line = printable(createdBy);
  if (line.trim() === "") return [];
  const { keyword, text, args } = readHistoryLine(line);
  if (keyword === "ARG") return declare(text.split(/[=\s]/).slice(0, 1), state);
  if (keyword === "COPY" || keyword === "ADD") return [`${keyword} ${copyText(text, state)}`];
  if (keyword !== "RUN") return [`${keyword} ${withCommas(oneLine(text))}`];
  if (/^(?:COPY|ADD|FROM|WORKDIR) |^bazel |^buildpacks/.test(text)) return [`# ${oneLine(text)}`];
  return text === "" ? [] : [...declare(args, state), runText(text)];
};

/** Everything an image says may hold control characters; a line end is kept for scripts. */
const printable = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, " ");

const declare = (names: readonly string[], { declared }: State): string[] =>
  names.flatMap((name) => {
    if (name === "" || declared.has(name)) return [];
    declared.add(name);
    return [`ARG ${name}`];
  });

/** `file:<hash> in /app`: the classic builder and buildah keep no source names. */
const copyText = (text: string, { notes }: State): string => {
  const [, kind, hash, target] = /^(file|dir|multi):(\S+?)\s+in\s+(.+)$/s.exec(text) ?? [];
  if (target === undefined) return oneLine(text);
  notes.push("the history does not name the files that COPY and ADD brought");
  if (kind !== "file") return `. ${oneLine(target)}`;
  return /\/[^/]*\.[^/]+$/.test(target.trim())
    ? `${target.trim().replace(/^.*\//, "")} ${oneLine(target)}`
    : `file-${(hash ?? "").slice(0, 8)} ${oneLine(target)}`;
};

/** Builders write the exec form into history as Go prints a list: `["a" "b"]`. */
const withCommas = (text: string): string => {
  const strings = /^\[\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\]$/.exec(text)?.[1]?.match(/"(?:[^"\\]|\\.)*"/g);
  return strings ? `[${strings.join(", ")}]` : text;
};

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();

const runText = (text: string): string => {
  const trimmed = text.trim();
  if (!trimmed.includes("\n")) return `RUN ${trimmed}`;
  let delimiter = "EOF";
  while (trimmed.split("\n").includes(delimiter)) delimiter += "_";
  return `RUN <<${delimiter}\n${trimmed}\n${delimiter}`;
};
