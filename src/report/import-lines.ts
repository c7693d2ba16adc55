import type { Secret } from "../domain/rotation.ts";
import { plural, type Quote } from "./phrases.ts";

/** Findings of other tools that are named, before the rest is only counted. */
const NAMED = 10;

/** `told by trufflehog (Github): registry.example/app:1 app/.env`. The place is as that tool wrote it. */
export function importLines(secrets: readonly Secret[], quote: Quote): readonly string[] {
  const all = secrets.flatMap(({ imported = [] }) => imported);
  const lines = all
    .slice(0, NAMED)
    .map(({ tool, rule, place }) => `told by ${quote(tool)} (${quote(rule)}): ${quote(place)}`);
  const more = all.length - NAMED;
  return more > 0 ? [...new Set(lines), `and ${plural(more, "finding")} of other tools more`] : [...new Set(lines)];
}
