import * as z from "zod";
import type { ImportedFinding } from "../../domain/imported.ts";
import { optionalLine, optionalText, placeOf, ruleName, unmasked } from "./fields.ts";
import type { FindingReader } from "./finding-reader.ts";

/** A finding of betterleaks 2.x (report/finding.go); what it knows of the source stands in attributes with dotted names. */
const record = z.object({
  ruleID: ruleName,
  secret: optionalText,
  match: optionalText,
  attributes: z.record(z.string(), z.unknown()).nullish(),
  location: z.object({ startLine: optionalLine, endLine: optionalLine }).nullish(),
  validation: z.object({ status: optionalText }).nullish(),
  componentSets: z
    .array(z.object({ components: z.array(z.object({ ruleID: ruleName, secret: optionalText }).nullable()) }))
    .nullish(),
});

export const betterleaksReader: FindingReader = {
  id: "betterleaks",
  matches: (json) => "ruleID" in json && ("secret" in json || "match" in json),
  read: (json) => {
    const found = record.parse(json);
    const value = unmasked(found.secret);
    const parts = (found.componentSets ?? [])
      .flatMap(({ components }) => components)
      .flatMap((one) => (one?.secret === undefined ? [] : [{ name: one.ruleID, value: one.secret }]));
    const finding: ImportedFinding = {
      tool: "betterleaks",
      rule: found.ruleID,
      parts,
      place: placeIn(found),
      ...(value === undefined ? {} : { value }),
      ...(value === undefined || found.match === undefined ? {} : { context: found.match }),
      ...(found.validation?.status === "valid" ? { active: true } : {}),
    };
    return [finding];
  },
};

function placeIn({ attributes, location }: z.infer<typeof record>) {
  const told = (name: string): string | undefined => {
    const value = attributes?.[name];
    return typeof value === "string" ? value : undefined;
  };
  return placeOf({
    image: told("container.image"),
    layer: told("container.layer_digest") ?? told("container.config_digest"),
    diffId: told("container.diff_id"),
    path: told("path"),
    line: location?.startLine,
    endLine: location?.endLine,
    repository: told("git.remote_url") ?? told("git.repository"),
    commit: told("git.sha"),
    url: told("url"),
  });
}
