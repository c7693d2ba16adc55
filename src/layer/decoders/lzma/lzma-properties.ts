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

/** The five bytes that they are stored in. Undefined: they are none. */
export const readProperties = (bytes: Buffer): LzmaProperties | undefined => {
  if (bytes.length < PROPERTIES_BYTES || bytes.readUInt8() >= 9 * 5 * 5) return undefined;
  const packed = bytes.readUInt8();
  return {
    literalContext: packed % 9,
    literalPosition: Math.floor(packed / 9) % 5,
    position: Math.floor(packed / 45),
    dictionary: bytes.readUInt32LE(1),
  };
};
