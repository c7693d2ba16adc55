import { type ParsedScript, parse, type Script } from "unbash";
import type { Span } from "../../domain/finding.ts";
import { isScript } from "../parse/argument-text.ts";
import type { Instruction, ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { remember } from "../parse/remember.ts";
import { shellAt } from "../parse/scope.ts";
import { nestedScripts } from "./shell-commands.ts";

/**
 * The shell text of a RUN. `shell` and `heredoc`: node positions are offsets in the Dockerfile. `json`: the script is
 * rebuilt from the strings, its positions mean nothing in the file. `opaque`: no shell, or not understood.
 */
export type RunBody =
  | { readonly form: "shell" | "heredoc" | "json"; readonly script: Script; readonly span: Span }
  | { readonly form: "opaque"; readonly reason: string; readonly span: Span };

/** Far above what people write in one RUN; the time for a longer one grows with its square. */
const MAX_SHELL = 50_000;

const POSIX_SHELL = /^(?:.*\/)?(?:sh|bash|ash|dash|busybox)$/;

export const parseRun = remember((file, at): RunBody => {
  if (at.json) return fromScript(jsonScript(at.json.map((word) => word.text)), "json", at.args);
  const shell = shellAt(file, at);
  if (!POSIX_SHELL.test(shell)) return { form: "opaque", reason: `SHELL is ${shell}`, span: at.args };
  if (at.glued) return { form: "opaque", reason: "a word runs across a line continuation", span: at.args };
  return at.heredocs.length > 0 ? heredocBody(file, at) : shellBody(file, at.args, "shell");
});

/** `RUN <<EOF` alone is a script of its own; anything else in front makes it a command with standard input. */
const heredocBody = (file: ParsedDockerfile, at: Instruction): RunBody => {
  const first = at.heredocs[0];
  if (!isScript(file, at) || first === undefined)
    return shellBody(file, { start: at.args.start, end: at.end }, "shell");
  const shebang = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(file.text.slice(first.body.start, first.body.end));
  const program = shebang?.[1]?.endsWith("/env") ? shebang[2] : shebang?.[1];
  if (program !== undefined && !POSIX_SHELL.test(program))
    return { form: "opaque", reason: `the script is for ${program}`, span: first.body };
  return shellBody(file, first.body, "heredoc");
};

const shellBody = (file: ParsedDockerfile, span: Span, form: "shell" | "heredoc"): RunBody => {
  const source = file.flat.slice(span.start, span.end).replace(/\r\n/g, " \n");
  return fromScript(" ".repeat(span.start) + source, form, span);
};

const fromScript = (source: string, form: "shell" | "heredoc" | "json", span: Span): RunBody => {
  if (span.end - span.start > MAX_SHELL) return { form: "opaque", reason: "the shell text is too long", span };
  const script = parse(source);
  const error = firstError(script);
  return error === undefined ? { form, script, span } : { form: "opaque", reason: `the shell text: ${error}`, span };
};

/** An error message may quote the source, so only its kind is told. */
const firstError = (script: ParsedScript): string | undefined =>
  [script, ...nestedScripts(script)].some((one) => (one.errors?.length ?? 0) > 0) ? "syntax error" : undefined;

const jsonScript = (words: readonly string[]): string => {
  const inline = words.length >= 3 && POSIX_SHELL.test(words[0] ?? "") && /^-\w*c$/.test(words[1] ?? "");
  return inline ? (words[2] ?? "") : words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
};
