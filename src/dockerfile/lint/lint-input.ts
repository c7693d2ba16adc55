import type { Span } from "../../domain/finding.ts";
import type { BuildContext } from "../build-context.ts";
import type { Builder } from "../ignore-file.ts";
import type { Leak } from "../leak.ts";

/** A place that a scan found in the text, UTF-16. */
export interface FoundSpan {
  readonly span: Span;
  /** Only what it is called, and what it looks like, speaks for it. */
  readonly byName: boolean;
  /** The scan is confident, whatever speaks for it. */
  readonly isSure?: boolean;
}

export interface LintInput {
  readonly text: string;
  /** Path of the Dockerfile in the build context. */
  readonly path: string;
  readonly context: BuildContext;
  readonly builder: Builder;
  readonly found: readonly FoundSpan[];
  /** What a scan says of a file of the context: a secret by its format, by what it is called, or none. */
  readonly foundIn: (path: string) => "format" | "name" | undefined;
}

/** Not a preview: there is no value. */
const UNSEEN = "(not seen)";

export const leakOf = (
  id: string,
  title: string,
  more: Pick<Leak, "kind" | "name" | "path" | "field" | "historyLine" | "isPathAssumed">,
): Leak => ({
  secretId: `lint:${id}`,
  title,
  preview: UNSEEN,
  ...more,
});

export const inside = (span: Span, whole: Span): boolean => span.start >= whole.start && span.end <= whole.end;
