/** The source directory that an image is built from, as far as it was read. */
export interface BuildContext {
  /** Paths from the context root, `/` between: `src/index.ts`. Empty when nothing is known. */
  readonly files: readonly string[];
  /** Text of a small file, undefined when it does not exist, is large or is binary. */
  readonly read: (path: string) => string | undefined;
  /** Bytes of a file, undefined when it is not known. */
  readonly size?: (path: string) => number | undefined;
}

export const EMPTY_CONTEXT: BuildContext = { files: [], read: () => undefined };
