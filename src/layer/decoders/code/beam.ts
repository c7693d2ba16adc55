import { inflateSync } from "node:zlib";
import { erlangName } from "../content-name.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { startsWith } from "../starts-with.ts";
import { type Constant, constantText, isName } from "./constant-text.ts";
import { createTermReader, isAtom, isGroup, PACKED, type Term, type TermPlace, VERSION } from "./external-term.ts";
import { decodeProgram } from "./program.ts";

const MAGIC = "FOR1";
/** Behind the magic and the size. */
const KIND = "BEAM";
const HEADER_BYTES = 12;
const CHUNK_HEADER = 8;
/** Its literals: a size, zero when they are not packed, then a count and the terms, each with its size. */
const LITERALS = "LitT";

/** Compiled Erlang and Elixir: its literals, which are packed, are a document of lines `name = "value"`. */
export const beam: Decoder = {
  matches: (head) => startsWith(head, MAGIC) && Buffer.from(head.subarray(8, HEADER_BYTES)).toString("latin1") === KIND,
  ...decodeProgram({ what: "compiled Erlang", sourceName: erlangName, constants: literals }),
};

function literals(bytes: Buffer, inside: Inside): Iterable<Uint8Array> {
  const tables = [...termTables(bytes, inside)];
  const size = tables.reduce((sum, { terms }) => sum + terms.length, 0);
  return constantText(constantsOf(tables, inside), { size, note: inside.note });
}

interface TermTable {
  readonly terms: Buffer;
  readonly places: Iterable<TermPlace>;
}

/** What the debug information repeats is told once. */
function* constantsOf(tables: readonly TermTable[], { note }: Inside): Generator<Constant> {
  const told = new Set<string>();
  for (const { terms, places } of tables) {
    const read = createTermReader(terms);
    for (const place of places) {
      const found = read(place);
      if (found === undefined) return note(DAMAGED);
      for (const constant of constants(found.term)) {
        if (constant.name === undefined && told.has(constant.value)) continue;
        told.add(constant.value);
        yield constant;
      }
    }
  }
}

const DAMAGED = "compiled Erlang that is cut, damaged or too large: its literals are not all told";

/** Strings, with the name that stands before one: in keyword lists and maps, `{password, <<"...">>}`. */
function* constants(term: Term): Generator<Constant> {
  if (typeof term === "string") yield { value: term };
  if (!isGroup(term)) return;
  const [first, second] = term;
  const name = isAtom(first) ? first.atom : first;
  if (term.length === 2 && typeof name === "string" && isName(name) && typeof second === "string")
    yield { name, value: second };
  else for (const one of term) yield* constants(one);
}

/** Of all chunks (beam_lib) that are packed; others show what they hold. */
function* termTables(bytes: Buffer, inside: Inside): Generator<TermTable> {
  for (let at = HEADER_BYTES; at + CHUNK_HEADER <= bytes.length; ) {
    const size = bytes.readUInt32BE(at + 4);
    const data = bytes.subarray(at + CHUNK_HEADER, at + CHUNK_HEADER + size);
    if (data.length < size) return inside.note(DAMAGED);
    if (bytes.toString("latin1", at, at + 4) === LITERALS) {
      const isPlain = size >= 4 && data.readUInt32BE() === 0;
      const terms = isPlain ? data.subarray(4) : unpacked(data, inside);
      if (terms !== undefined) yield { terms, places: literalPlaces(terms) };
    } else if (data[0] === VERSION && data[1] === PACKED) {
      const terms = unpacked(data.subarray(2), inside);
      if (terms !== undefined) yield { terms, places: [{ start: 0, end: terms.length }] };
    }
    at += CHUNK_HEADER + Math.ceil(size / 4) * 4;
  }
}

/** A count comes first; before each term stand its size and the version. */
function* literalPlaces(table: Buffer): Generator<TermPlace> {
  for (let at = 4; at + 5 < table.length; ) {
    const end = at + 4 + table.readUInt32BE(at);
    yield { start: at + 5, end };
    at = end;
  }
}

/** Its size is in the first four bytes. */
const unpacked = (data: Buffer, inside: Inside): Buffer | undefined => {
  const size = data.length < 4 ? 0 : data.readUInt32BE();
  if (size === 0 || size > inside.limits.heldBytes) return void inside.note(size === 0 ? DAMAGED : LARGE);
  inside.charge(size);
  try {
    return inflateSync(data.subarray(4), { maxOutputLength: size });
  } catch {
    return void inside.note(DAMAGED);
  }
};

const LARGE = "compiled Erlang with literals that are too large: they are not unpacked";
