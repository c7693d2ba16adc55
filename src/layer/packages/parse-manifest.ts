import { isModest } from "../json-shape.ts";

/** A JSON object of somebody else's; empty when it is none, or too much to be read. */
export const parseManifest = (bytes: Buffer): Readonly<Record<string, unknown>> => {
  if (!isModest(bytes)) return {};
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};
