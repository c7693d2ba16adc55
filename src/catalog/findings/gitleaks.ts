import * as z from "zod";
import type { ImportedFinding } from "../../domain/imported.ts";
import { optionalLine, optionalText, placeOf, ruleName, unmasked } from "./fields.ts";
import type { FindingReader } from "./finding-reader.ts";

/** An entry of `gitleaks --report-format json` (report/finding.go), and of betterleaks 1.x. */
const record = z.object({
  RuleID: ruleName,
  Secret: optionalText,
  Match: optionalText,
  File: optionalText,
  StartLine: optionalLine,
  EndLine: optionalLine,
  Commit: optionalText,
  Link: optionalText,
});

export const gitleaksReader: FindingReader = {
  id: "gitleaks",
  matches: (json) => "RuleID" in json && ("Secret" in json || "Match" in json),
  read: (json) => {
    const found = record.parse(json);
    const value = unmasked(found.Secret);
    const finding: ImportedFinding = {
      tool: "gitleaks",
      rule: found.RuleID,
      place: placeOf({
        path: found.File,
        line: found.StartLine,
        endLine: found.EndLine,
        commit: found.Commit,
        url: found.Link,
      }),
      ...(value === undefined ? {} : { value }),
      ...(value === undefined || found.Match === undefined ? {} : { context: found.Match }),
    };
    return [finding];
  },
};
