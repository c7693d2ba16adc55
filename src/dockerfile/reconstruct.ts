import type { HistoryEntry } from "../domain/finding.ts";
import { readHistoryLine } from "./locate/history-line.ts";

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
  const state: State = { declared: new Set(), notes };
  const body = own.flatMap(({ createdBy }) => instructionLines(createdBy, state));
  const head = [
    "# Reconstructed from image history, not the original Dockerfile: names of copied files, stages and",
    "# comments are not in the history, and values are masked.",
    `FROM ${input.base?.name ?? "scratch"}`,
  ];
  return { text: `${[...head, ...body].join("\n")}\n`, notes: [...new Set(notes)] };
};

/** What builders without a Dockerfile write for a layer, and a container that was committed by hand. */
const OTHER_BUILDER =
  /^(?:COPY|ADD|FROM|WORKDIR) |^(?:bazel|buildpacks?|application (?:layer|launcher)|software bill-of-materials|layer: |jib-|ko build|apko|melange|nix|crane|umoci|oras|store paths:)|^(?:\/bin\/)?(?:ba|da|a|z)?sh$/i;

interface State {
  readonly declared: Set<string>;
  readonly notes: string[];
  /** The shell of Windows that the last RUN had. */
  shell?: string;
}

const instructionLines = (createdBy: string, state: State): readonly string[] => {
  const line = printable(createdBy);
  if (line.trim() === "") return [];
  const { keyword, text, args } = readHistoryLine(line);
  if (keyword === "ARG") return declare(text.split(/[=\s]/).slice(0, 1), state);
  if (keyword === "COPY" || keyword === "ADD") return [`${keyword} ${copyText(text, state)}`];
  if (keyword !== "RUN") return [`${keyword} ${argumentText(keyword, oneLine(text))}`];
  if (OTHER_BUILDER.test(line)) return [`# ${oneLine(text)}`];
  return text === "" ? [] : [...declare(args, state), ...windowsShell(line, state), runText(text)];
};

/** The shells of Windows stand in every line; the others only where SHELL named them, in a line of its own. */
const windowsShell = (line: string, state: State): readonly string[] => {
  const shell = /^(?:RUN )?(?:\|\d+ [^\n]*? )?(?:(cmd) \/S \/C|(powershell|pwsh)(?:\.exe)? )/i.exec(line);
  const name = (shell?.[1] ?? shell?.[2])?.toLowerCase();
  if (name === undefined || state.shell === name) return [];
  state.shell = name;
  return [`SHELL ["${name}", ${name === "cmd" ? '"/S", "/C"' : '"-Command"'}]`];
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

/** `file:<hash> in /app`: the classic builder and buildah keep no source names, and BuildKit no text of heredocs. */
const copyText = (text: string, { notes }: State): string => {
  const [, flags = "", kind, hash, target] = /^((?:--\S+\s+)*)(file|dir|multi):(\S+?)\s+in\s+(.+)$/s.exec(text) ?? [];
  if (target === undefined) return oneLine(text).replace(/(?<!\S)<<-?["']?([^\s"'<]+)["']?/g, "$1");
  notes.push("the history does not name the files that COPY and ADD brought");
  if (kind !== "file") return `${flags}. ${oneLine(target)}`;
  return /\/[^/]*\.[^/]+$/.test(target.trim())
    ? `${flags}${target.trim().replace(/^.*\//, "")} ${oneLine(target)}`
    : `${flags}file-${(hash ?? "").slice(0, 8)} ${oneLine(target)}`;
};

/** Builders print some arguments as Go prints values, and those of ENV and LABEL without their quotes. */
const argumentText = (keyword: string, text: string): string => {
  if (keyword === "ENV" || keyword === "LABEL") return withQuotes(text);
  if (keyword === "HEALTHCHECK") return healthText(text);
  if (keyword === "EXPOSE" || keyword === "VOLUME")
    return text.replace(/^(?:map)?\[([^"\]]*)\]$/, "$1").replaceAll(":{}", "");
  return withCommas(text);
};

/** `A=two words B=3`: a word without `=` belongs to the value before it. The old form has no `=` in its first word. */
const withQuotes = (text: string): string => {
  if (!/^\S+?=/.test(text) || /["']/.test(text)) return text;
  const pairs = text.split(/\s+(?=[\w.-]+=)/);
  return pairs.map((pair) => (/\s/.test(pair) ? pair.replace(/^([^=]+=)([\s\S]*)$/, '$1"$2"') : pair)).join(" ");
};

/** `&{["CMD-SHELL" "curl ..."] "30s" ...}` */
const healthText = (text: string): string => {
  const list = /^&\{(\[[\s\S]*?"\])/.exec(text)?.[1];
  if (list === undefined) return text;
  const [kind, ...command] = list.match(STRINGS) ?? [];
  if (kind === '"NONE"') return "NONE";
  const [shell = '""'] = command;
  return kind === '"CMD-SHELL"' ? `CMD ${shell.slice(1, -1).replaceAll('\\"', '"')}` : `CMD [${command.join(", ")}]`;
};

const STRINGS = /"(?:[^"\\]|\\.)*"/g;

/** Builders write the exec form into history as Go prints a list: `["a" "b"]`. */
const withCommas = (text: string): string => {
  const strings = /^\[\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\]$/.exec(text)?.[1]?.match(STRINGS);
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
