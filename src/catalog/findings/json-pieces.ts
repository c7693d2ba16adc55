import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { UserError } from "../../domain/user-error.ts";
import { unreadable } from "./unreadable.ts";

/** A document of JSON in a file, or a part of the file that is none. */
export type JsonPiece =
  | { readonly at: string; readonly json: unknown }
  | { readonly at: string; readonly lost: string };

/** Bytes of one line, or of a file that is one document: as values it takes several times as much memory. */
const LONGEST = 128 * 1024 * 1024;
/** Bytes in which the first line is looked for. */
const HEAD = 1024 * 1024;

/**
 * The documents of a file: one for each line, or the whole file when its first line is none by itself. Lines are read one
 * by one. UserError when the file cannot be read or is one document that is too large.
 */
export async function* readJsonPieces(file: string, signal: AbortSignal): AsyncGenerator<JsonPiece> {
  try {
    const head = await readHead(file, signal);
    if (head.startsWith("[") || parsed(head.split("\n", 1)[0] ?? "") === undefined) {
      const whole = await readWhole({ file, head }, signal);
      if (whole !== undefined) return yield whole;
    }
    yield* readLines(file, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(file, error);
  }
}

async function readHead(file: string, signal: AbortSignal): Promise<string> {
  for await (const chunk of createReadStream(file, { end: HEAD - 1, highWaterMark: HEAD, signal })) {
    const bytes = chunk as Buffer;
    if (bytes[0] === 0xff && bytes[1] === 0xfe) throw utf16(file);
    return withoutMark(bytes.toString("utf8")).trimStart();
  }
  return "{}";
}

/** What `>` of Windows PowerShell 5 writes. */
const utf16 = (file: string): UserError =>
  new UserError({
    code: "IMPORT_FORMAT",
    message: `${file} is UTF-16, and JSON is UTF-8`,
    hint: "in PowerShell write it with | Out-File -Encoding utf8",
  });

/** Of the order of bytes, which some programs write before UTF-8. */
const withoutMark = (text: string): string => text.replace(/^\ufeff/, "");

/** Undefined when it is no JSON as a whole: lines may be, after some that are none, or where one is very long. */
async function readWhole(
  { file, head }: { readonly file: string; readonly head: string },
  signal: AbortSignal,
): Promise<JsonPiece | undefined> {
  const { size } = await stat(file);
  if (size > LONGEST && !head.startsWith("[") && !head.includes("\n")) return undefined;
  if (size > LONGEST)
    throw new UserError({
      code: "IMPORT_TOO_LARGE",
      message: `${file} is one document of JSON of more than ${LONGEST} bytes`,
      hint: "let the tool write one finding a line, or split it",
    });
  const json = parsed((await readFile(file, { signal })).toString("utf8"));
  return json === undefined ? undefined : { at: file, json: json.value };
}

async function* readLines(file: string, signal: AbortSignal): AsyncGenerator<JsonPiece> {
  let [line, size] = [1, 0];
  let parts: Buffer[] = [];
  const take = (part: Buffer): void => {
    size += part.length;
    if (size <= LONGEST) parts.push(part);
    else parts = [];
  };
  const end = (): JsonPiece | undefined => {
    const piece = pieceOf(`${file}:${line}`, size > LONGEST ? undefined : Buffer.concat(parts).toString("utf8"));
    [parts, size, line] = [[], 0, line + 1];
    return piece;
  };
  for await (const chunk of createReadStream(file, { signal })) {
    const bytes = chunk as Buffer;
    let from = 0;
    for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, from)) {
      take(bytes.subarray(from, at));
      const piece = end();
      if (piece !== undefined) yield piece;
      from = at + 1;
    }
    take(bytes.subarray(from));
  }
  const last = end();
  if (last !== undefined) yield last;
}

function pieceOf(at: string, text: string | undefined): JsonPiece | undefined {
  if (text === undefined) return { at, lost: `is longer than ${LONGEST} bytes` };
  if (text.trim() === "") return undefined;
  const json = parsed(text);
  return json === undefined ? { at, lost: "is no JSON" } : { at, json: json.value };
}

/** The message of JSON.parse quotes the text, which may be a secret: it is told nowhere. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(withoutMark(text)) };
  } catch {
    return undefined;
  }
}
