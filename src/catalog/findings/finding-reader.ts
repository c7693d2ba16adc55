import type { ImportedFinding } from "../../domain/imported.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** How one tool writes what it found. Keys that it does not know are let be: they change with every version. */
export interface FindingReader {
  readonly id: string;
  /** Whether an object of JSON is of this tool. */
  matches(json: JsonObject): boolean;
  /** Throws ZodError. Of one object of JSON there may be none or many. */
  read(json: JsonObject): readonly ImportedFinding[];
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
