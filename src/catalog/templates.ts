import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../domain/user-error.ts";

/** The text of `templates/<name>`, for example `checklist.md.hbs`. UserError TEMPLATE_UNREADABLE when there is none. */
export async function loadTemplate(directory: string, name: string, signal: AbortSignal): Promise<string> {
  try {
    return await readFile(join(directory, name), { encoding: "utf8", signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError({
      code: "TEMPLATE_UNREADABLE",
      message: `reading the template ${name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: "give the directory that holds the templates, or install exhume again",
      cause,
    });
  }
}
