import { pythonName } from "../content-name.ts";
import type { Decoder, Inside } from "../decoder.ts";
import { constantText } from "./constant-text.ts";
import { isCode, readMarshal } from "./marshal.ts";
import { decodeProgram } from "./program.ts";
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
  ...decodeProgram({ what: "compiled Python", sourceName: pythonName, constants: constantsOf }),
};

function constantsOf(bytes: Buffer, inside: Inside): Iterable<Uint8Array> | undefined {
  const version = pythonVersion(magicOf(bytes));
  const code = version && readMarshal(bytes, { start: version.header, layout: version.layout });
  if (version !== undefined && isCode(code))
    return constantText(pythonConstants(code, version.opcodes), { size: bytes.length, note: inside.note });
  inside.note("compiled Python that is cut or damaged: scanned as it is");
  return undefined;
}

function magicOf(head: ArrayLike<number>): number {
  return (head[0] ?? 0) + (head[1] ?? 0) * 256;
}
