import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { LineCounter, parseDocument, visit } from "yaml";
import { UserError } from "../domain/user-error.ts";
import type { Runbook } from "../rotation/runbook.ts";
import { runbookSchema } from "./runbook-schema.ts";

/**
 * Every `*.yml` of a directory as a runbook, by id, which is the name of the file. UserError RUNBOOK_INVALID names the
 * first problem as `file:line:`; RUNBOOK_UNREADABLE when the directory or a file cannot be read.
 */
export async function loadRunbooks(directory: string, signal: AbortSignal): Promise<ReadonlyMap<string, Runbook>> {
  const texts = await readTexts(directory, signal);
  return new Map([...texts].map(([id, text]) => [id, parseRunbook(`${id}.yml`, text)]));
}

async function readTexts(directory: string, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const names = (await readable(readdir(directory), signal)).filter((name) => name.endsWith(".yml")).sort();
  if (!names.includes("generic.yml")) throw invalid("generic.yml:1: there is no generic runbook");
  const texts = new Map<string, string>();
  for (const name of names)
    texts.set(
      name.slice(0, -".yml".length),
      await readable(readFile(join(directory, name), { encoding: "utf8", signal }), signal),
    );
  return texts;
}

function parseRunbook(file: string, text: string): Runbook {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax !== undefined) throw invalid(`${file}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message}`);
  const alias = text.includes("*") ? firstAlias(document) : undefined;
  if (alias !== undefined) throw invalid(`${file}:${lines.linePos(alias).line}: aliases are not used here`);
  const result = runbookSchema.safeParse(document.toJS());
  if (result.success && `${result.data.id}.yml` === file) return result.data;
  const issue = result.error?.issues[0] ?? { path: ["id"], message: "the id must be the name of the file" };
  throw invalid(`${file}:${lineOf(document, lines, issue.path)}: ${issue.path.join(".")}: ${issue.message}`);
}

/** Offset of the first alias: a few lines of them can stand for gigabytes. */
function firstAlias(document: ReturnType<typeof parseDocument>): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, node) => {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** Line of the node at the path, or of its nearest parent that exists. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const range = rangeOf(node);
    if (range !== undefined) return lines.linePos(range).line;
  }
  return 1;
}

function rangeOf(node: unknown): number | undefined {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
}

async function readable<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError({
      code: "RUNBOOK_UNREADABLE",
      message: `reading the runbooks: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "give the directory that holds the runbooks, or install exhume again",
      cause,
    });
  }
}

const invalid = (message: string): UserError =>
  new UserError({
    code: "RUNBOOK_INVALID",
    message,
    hint: "correct the runbook; templates/runbooks/generic.yml shows every field",
  });
