import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { UserError } from "../domain/user-error.ts";
import { REPORT_FORMATS, type ReportExtra, type ReportFile, type ReportFormat } from "../report/format.ts";
import type { FormatId } from "../report/format-ids.ts";
import { renderUserTemplate } from "../report/user-template.ts";
import type { OpenCase } from "../wire-case.ts";
import type { FixSources } from "./fix/fix-targets.ts";
import { makeFolder, note, printPieces, writeOut } from "./print.ts";
import { showCase } from "./show.ts";

export interface ReportCommand extends Pick<FixSources, "source" | "map"> {
  readonly config: Config;
  /** Undefined: as `out` ends, or else JSON. */
  readonly format?: FormatId;
  readonly out?: string;
  /** File of Handlebars: a report of its own, or with HTML what stands around ours. */
  readonly template?: string;
  readonly revealHash: boolean;
}

/** Writes a report of the case to a file, into a folder or to stdout. */
export async function writeReport(command: ReportCommand, signal: AbortSignal): Promise<void> {
  const { config, out, revealHash } = command;
  const template = command.template === undefined ? undefined : readTemplate(command.template);
  const format =
    template !== undefined && command.format !== "html" ? templateFormat(command, template) : formatOf(command);
  const pageOf = format.id === "html" ? await openPage(command, template, signal) : noPage;
  const use = async (opened: OpenCase): Promise<void> => {
    const { model, plan, checklist } = opened;
    const extra: ReportExtra = { plan, checklist, page: () => pageOf(opened) };
    if (out !== undefined && format.files !== undefined) writeFiles(out, format.files(model, extra));
    else await writeText(format, format.pieces?.(model, extra) ?? [format.render(model, extra)], { out, revealHash });
  };
  await showCase(config, { revealHash, use }, signal);
}

/** It takes more code than all the others together. */
async function openPage({ config, source, map }: ReportCommand, shell: string | undefined, signal: AbortSignal) {
  const { openHtmlPage } = await import("./html-page.ts");
  const sources = { ...(source === undefined ? {} : { source }), ...(map === undefined ? {} : { map }) };
  return openHtmlPage({ config, shell, ...sources }, signal);
}

const noPage = (): never => {
  throw new Error("only an HTML report has a page");
};

function readTemplate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError({
      code: "TEMPLATE_UNREADABLE",
      message: `${path} cannot be read`,
      hint: "templates/README.md tells how to write a template",
      cause,
    });
  }
}

function templateFormat({ format, template: name = "", source, map }: ReportCommand, template: string): ReportFormat {
  if (format !== undefined && format !== "markdown")
    throw refused(
      `--template and --format ${format} cannot be combined`,
      "a template says itself how it is written; html takes one too",
    );
  if (source !== undefined || map !== undefined) throw refused(`${SOURCES}, and this one has a template`, DIFFS);
  return {
    ...{ id: "template", mediaType: "text/plain" },
    render: (model, { plan }) => renderUserTemplate({ template, name }, { model, plan }),
  };
}

async function writeText(
  { fileMark = "" }: ReportFormat,
  pieces: Iterable<string>,
  { out, revealHash }: { readonly out: string | undefined; readonly revealHash: boolean },
): Promise<void> {
  if (out === undefined) {
    await printPieces(pieces);
    return;
  }
  writeOut({ path: out, text: marked(fileMark, pieces), ...(revealHash ? { mode: 0o600 } : {}) });
  note(`written: ${out}`);
}

function* marked(mark: string, pieces: Iterable<string>): Generator<string> {
  yield mark;
  yield* pieces;
}

function writeFiles(folder: string, files: readonly ReportFile[]): void {
  makeFolder(folder);
  for (const { name, text } of files) writeOut({ path: join(folder, name), text });
  note(`written: ${files.length} files in ${folder}`);
}

/** By the end of its name; the longest first. */
const ENDINGS: readonly (readonly [string, FormatId])[] = [
  [".sarif.json", "sarif"],
  [".sarif", "sarif"],
  [".json", "json"],
  [".html", "html"],
  [".htm", "html"],
  [".md", "markdown"],
  [".csv", "csv"],
  [".xml", "junit"],
];

function formatOf({ format, out, source, map }: ReportCommand): ReportFormat {
  const id = format ?? (out === undefined ? "json" : formatOfName(out));
  const found = REPORT_FORMATS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no format ${id}`);
  if (id !== "html" && (source !== undefined || map !== undefined))
    throw refused(`${SOURCES}, and this one is ${id}`, DIFFS);
  return found;
}

const SOURCES = "--source and --map are for the diffs of an HTML report";
const DIFFS = "write it with --format html, or see exhume fix";

const refused = (message: string, hint: string): UserError => new UserError({ code: "REPORT_OPTIONS", message, hint });

function formatOfName(out: string): FormatId {
  const found = ENDINGS.find(([ending]) => out.toLowerCase().endsWith(ending));
  if (found === undefined)
    throw new UserError({
      code: "FORMAT_UNKNOWN",
      message: `the name ${out} does not say which format it is to have`,
      hint: `end it with ${ENDINGS.map(([ending]) => ending).join(", ")}, or name one with --format`,
    });
  return found[1];
}
