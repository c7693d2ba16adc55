import { ZodError } from "zod";
import type { ImportedFinding } from "../../domain/imported.ts";
import { UserError } from "../../domain/user-error.ts";
import { type FindingReader, isObject, type JsonObject } from "./finding-reader.ts";
import { type JsonPiece, readJsonPieces } from "./json-pieces.ts";
import { FINDING_READERS } from "./readers.ts";

/** A finding, or one that is lost. `at` is `FILE:LINE`, or `FILE: finding N` in a file that is one document. */
export type ReadFinding = { readonly finding: ImportedFinding; readonly at: string } | LostFinding;

interface LostFinding {
  readonly lost: string;
  readonly at: string;
}

export interface ReadFindings {
  readonly file: string;
  /** Id of a reader, or `auto`: each object of the file is told by its keys. */
  readonly format: string;
}

/** So many pieces that nobody understands, and none before that somebody does, are a file of something else. */
const PATIENCE = 1000;

/**
 * The findings in an output of another tool, one after the other. What cannot be read is told, and the rest goes on.
 * UserError when the file cannot be read, is no JSON, or nothing in it is of a tool that is known.
 */
export async function* readFindings({ file, format }: ReadFindings, signal: AbortSignal): AsyncGenerator<ReadFinding> {
  const readers = format === "auto" ? FINDING_READERS : FINDING_READERS.filter(({ id }) => id === format);
  const waiting: LostFinding[] = [];
  let understood = false;
  for await (const piece of readJsonPieces(file, signal))
    for (const read of readPiece(piece, readers)) {
      if (!understood && read !== "understood" && "lost" in read) {
        waiting.push(read);
        if (waiting.length >= PATIENCE) throw unknownFormat(file, waiting);
        continue;
      }
      understood = true;
      yield* waiting.splice(0);
      if (read !== "understood") yield read;
    }
  if (waiting.length > 0) throw unknownFormat(file, waiting);
}

const unknownFormat = (file: string, [first]: readonly LostFinding[]): UserError =>
  new UserError({
    code: "IMPORT_FORMAT",
    message: `${file} holds nothing that can be imported; ${first?.at}: ${first?.lost}`,
    hint: `name the tool with --format: ${FINDING_READERS.map(({ id }) => id).join(", ")}`,
  });

type Read = ReadFinding | "understood";

function* readPiece(piece: JsonPiece, readers: readonly FindingReader[]): Generator<Read> {
  const { at } = piece;
  if ("lost" in piece) return yield { at, lost: piece.lost };
  const { json } = piece;
  if (Array.isArray(json)) return yield* readList(json, { at, readers });
  if (isObject(json) && Array.isArray(json.findings)) return yield* readList(json.findings, { at, readers });
  yield* readObject(json, { at, readers });
}

interface Where {
  readonly at: string;
  readonly readers: readonly FindingReader[];
}

/** An empty list is a scan that found nothing. */
function* readList(list: readonly unknown[], { at, readers }: Where): Generator<Read> {
  yield "understood";
  for (const [index, json] of list.entries()) yield* readObject(json, { at: `${at}: finding ${index + 1}`, readers });
}

function* readObject(json: unknown, { at, readers }: Where): Generator<Read> {
  if (!isObject(json)) return yield { at, lost: "is no object" };
  const reader = readers.find((one) => one.matches(json));
  if (reader === undefined) {
    if (!isBeside(json)) yield { at, lost: "is no finding of a tool that is known" };
    return;
  }
  try {
    for (const finding of reader.read(json)) yield { at, finding };
    yield "understood";
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    yield { at, lost: `${reader.id}: ${problem(error)}` };
  }
}

/** Names the field and never what stands in it. */
const problem = ({ issues: [issue] }: ZodError): string =>
  `${issue?.path.filter((part) => typeof part === "string").join(".") ?? ""}: ${issue?.code === "invalid_type" ? `is no ${issue.expected}` : "is not as it should be"}`;

/** Records of Kingfisher and betterleaks about the scan itself, and lines of a log in JSON. */
const isBeside = (json: JsonObject): boolean =>
  ["access_map", "audit", "scan", "metadata"].some((key) => key in json) || ("level" in json && "msg" in json);
