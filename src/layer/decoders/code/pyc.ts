import { pythonName } from "../content-name.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { readWhole } from "../read-whole.ts";
import { constantText } from "./constant-text.ts";
import { isCode, readMarshal } from "./marshal.ts";
import { pythonConstants } from "./python-constants.ts";
import { pythonVersion } from "./python-versions.ts";

/** A code object, which may be referred to. */
const CODE = new Set([0x63, 0xe3]);

/**
 * Compiled Python, 3.6 and later: its constants are a document of lines `NAME = "value"`, under the name of the source.
 * Of versions after 3.13 the names are not known.
 */
export const pyc: Decoder = {
  isLegible: true,
  matches: (head) => {
    const version = head[2] === 0x0d && head[3] === 0x0a ? pythonVersion(magicOf(head)) : undefined;
    return version !== undefined && CODE.has(head[version.header] ?? 0);
  },
  decode: async (reader, inside) => {
    const lines = constants(await readWhole(reader, inside.limits.heldBytes), inside);
    if (lines !== undefined) await inside.document(pythonName(inside.path), lines);
  },
  decodeWhole: (file, inside) => {
    const lines = constants(file.length > inside.limits.heldBytes ? undefined : file, inside);
    return lines && inside.whole(pythonName(inside.path), Buffer.concat([...lines]));
  },
};

/** `bytes`: undefined when they are too many. */
const constants = (bytes: Buffer | undefined, inside: Inside): Iterable<Uint8Array> | undefined => {
  const version = pythonVersion(magicOf(bytes ?? []));
  if (bytes === undefined || version === undefined) {
    inside.note(`compiled Python of more than ${inside.limits.heldBytes} bytes: scanned as it is`);
    return undefined;
  }
  const code = readMarshal(bytes, { start: version.header, layout: version.layout });
  if (isCode(code))
    return constantText(pythonConstants(code, version.opcodes), { size: bytes.length, note: inside.note });
  inside.note("compiled Python that is cut or damaged: scanned as it is");
  return undefined;
};

const magicOf = (head: ArrayLike<number>): number => (head[0] ?? 0) + (head[1] ?? 0) * 256;
