/** How LZMA data is to be read (LZMA specification, "lc, lp, pb"). */
export interface LzmaProperties {
  /** lc, lp and pb: counts of bits. */
  readonly literalContext: number;
  readonly literalPosition: number;
  readonly position: number;
  /** In bytes. */
  readonly dictionary: number;
}

export const PROPERTIES_BYTES = 5;

/** lc + lp, as xz has it (LZMA_LCLP_MAX): with 8 and 4 the models of a file of no bytes would take 6 MB. */
const MOST_CONTEXT = 4;

/** The five bytes that they are stored in. Undefined: they are none, or not such as programs write. */
export const readProperties = (bytes: Buffer): LzmaProperties | undefined => {
  if (bytes.length < PROPERTIES_BYTES || bytes.readUInt8() >= 9 * 5 * 5) return undefined;
  const packed = bytes.readUInt8();
  const literalContext = packed % 9;
  const literalPosition = Math.floor(packed / 9) % 5;
  if (literalContext + literalPosition > MOST_CONTEXT) return undefined;
  return {
    literalContext,
    literalPosition,
    position: Math.floor(packed / 45),
    dictionary: bytes.readUInt32LE(1),
  };
};
