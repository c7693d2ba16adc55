import type { Look } from "../report/look.ts";
import { unicodeShown } from "./context.ts";
import { inkOf } from "./ink-of.ts";

/** How text is shown on a stream. A pipe takes UTF-8. */
export const lookOf = (stream: NodeJS.WriteStream): Look => ({
  ink: inkOf(stream),
  unicode: !stream.isTTY || unicodeShown(),
});
