import * as z from "zod";
import type { ImportedFinding } from "../../domain/imported.ts";
import { optionalLine, optionalText, placeOf, ruleName, unmasked } from "./fields.ts";
import { type FindingReader, isObject } from "./finding-reader.ts";

/** A record of `kingfisher scan --format json` or jsonl (src/reporter.rs, FindingReporterRecord). */
const record = z.object({
  rule: z.object({ id: ruleName }),
  finding: z.object({
    snippet: optionalText,
    path: optionalText,
    line: optionalLine,
    validation: z.object({ status: optionalText }).nullish(),
    git_metadata: z
      .object({
        repository_url: optionalText,
        commit: z.object({ id: optionalText }).nullish(),
        file: z.object({ path: optionalText, url: optionalText }).nullish(),
      })
      .nullish()
      .catch(undefined),
  }),
});

export const kingfisherReader: FindingReader = {
  id: "kingfisher",
  matches: ({ rule, finding }) => isObject(rule) && isObject(finding),
  read: (json) => {
    const { rule, finding: found } = record.parse(json);
    const value = unmasked(found.snippet);
    const git = found.git_metadata;
    const finding: ImportedFinding = {
      tool: "kingfisher",
      rule: rule.id,
      place: placeOf({
        path: git?.file?.path ?? found.path,
        line: found.line,
        repository: git?.repository_url,
        commit: git?.commit?.id,
        url: git?.file?.url,
      }),
      ...(value === undefined ? {} : { value }),
      ...(found.validation?.status === "Active Credential" ? { active: true } : {}),
    };
    return [finding];
  },
};
