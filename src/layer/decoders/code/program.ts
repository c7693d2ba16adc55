import type { Decoder, Inside } from "../decoder.ts";
import { readWhole } from "../read-whole.ts";

interface Program {
  /** `compiled Python`. */
  readonly what: string;
  /** Name of its source, by its path. */
  readonly sourceName: (path: string) => string;
  /** Its constants as lines of source text; undefined, and noted: it cannot be read. */
  readonly constants: (program: Buffer, inside: Inside) => Iterable<Uint8Array> | undefined;
}

/** Hands out the constants of a program as a document under the name of its source. */
export const decodeProgram = ({ what, sourceName, constants }: Program): Pick<Decoder, "decode" | "decodeWhole"> => {
  /** `program`: undefined when it is too large. */
  const linesOf = (program: Buffer | undefined, inside: Inside): Iterable<Uint8Array> | undefined =>
    program === undefined
      ? void inside.note(`${what} of more than ${inside.limits.heldBytes} bytes: scanned as it is`)
      : constants(program, inside);
  return {
    decode: async (reader, inside) => {
      const lines = linesOf(await readWhole(reader, inside.limits.heldBytes), inside);
      if (lines !== undefined) await inside.document(sourceName(inside.path), lines);
    },
    decodeWhole: (file, inside) => {
      const lines = linesOf(file.length > inside.limits.heldBytes ? undefined : file, inside);
      return lines && inside.whole(sourceName(inside.path), Buffer.concat([...lines]));
    },
  };
};
