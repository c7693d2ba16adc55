import { debuglog } from "node:util";

const debug = debuglog("exhume:blob");

/** An error of our own that one file brings to light: what else the layer holds is read all the same. */
export const isDefect = (error: unknown): error is Error =>
  [RangeError, TypeError, SyntaxError, ReferenceError].some((kind) => error instanceof kind);

/** For people. Its message could quote the image: only the debug log has it. */
export const defectReason = (error: unknown, what: string): string => {
  debug("%s: %o", what, error);
  return `internal error (${error instanceof Error ? error.name : "unknown"}): please report it, NODE_DEBUG=exhume:blob shows where`;
};
