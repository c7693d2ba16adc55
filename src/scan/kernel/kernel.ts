/** A piece of a stream; `base` is the offset in the document of `bytes[0]`. */
export interface Piece {
  readonly bytes: Buffer;
  /** What was looked at before ends here, and is still there. */
  readonly start: number;
  readonly end: number;
  readonly base: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The loops that look at every byte. Two of them do the same: one for any machine, and one for those with SIMD. */
export interface Kernel {
  readonly id: "plain" | "simd";
  /** Memory in which it is fastest. */
  allocate(size: number): Buffer;
  /**
   * Appends `keyword, offset of its start in the document` to `hits` for every keyword, in any case, that ends in the new
   * bytes: in the order of their ends, of those with one end the longest first.
   */
  keywords(piece: Piece, hits: number[]): void;
  newlines(bytes: Buffer, range: Range): number;
}
