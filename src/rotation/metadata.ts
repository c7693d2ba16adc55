import type { DocumentKind } from "../domain/finding.ts";

/** Kinds of documents that stand in the config of an image: whoever reads one field reads them all. */
export const METADATA: readonly DocumentKind[] = ["env", "label", "history", "command", "config"];
