/** Memory that a scanner searches without copying a document that is all of one chunk. */
export interface ScanMemory {
  lend(bytes: number): Uint8Array;
  takeBack(memory: Uint8Array): void;
  /** Reads strings of a file of JSON into it. Undefined: there is no memory for that. */
  jsonTexts(json: Uint8Array): JsonTexts | undefined;
}

/** Reads the string whose opening quote stands there. Undefined: only a parser can. */
export type JsonTexts = (start: number) => JsonText | undefined;

export interface JsonText {
  /** Behind its closing quote. */
  readonly end: number;
  /** What it says, in UTF-8, until another string is read. */
  readonly bytes: Uint8Array;
}
