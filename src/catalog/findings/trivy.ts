import * as z from "zod";
import { SEVERITIES, type Severity } from "../../domain/finding.ts";
import type { ImportedFinding } from "../../domain/imported.ts";
import { optionalLine, optionalText, placeOf, ruleName } from "./fields.ts";
import type { FindingReader } from "./finding-reader.ts";

const layer = z.object({ Digest: optionalText, DiffID: optionalText }).nullish();

/** The report of `trivy --format json` (schema version 2). It masks every value: only places are told. */
const report = z.object({
  ArtifactName: optionalText,
  ArtifactType: optionalText,
  Results: z
    .array(
      z.object({
        Target: optionalText,
        Secrets: z
          .array(
            z.object({
              RuleID: ruleName,
              Severity: optionalText,
              StartLine: optionalLine,
              EndLine: optionalLine,
              Layer: layer,
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

export const trivyReader: FindingReader = {
  id: "trivy",
  matches: (json) => "SchemaVersion" in json && ("ArtifactName" in json || "Results" in json),
  read: (json) => {
    const { ArtifactName, ArtifactType, Results } = report.parse(json);
    const source = ArtifactType === "container_image" ? { image: ArtifactName } : { repository: ArtifactName };
    return (Results ?? []).flatMap(({ Target, Secrets }) =>
      (Secrets ?? []).map(
        ({ RuleID, Severity, StartLine, EndLine, Layer }): ImportedFinding => ({
          tool: "trivy",
          rule: RuleID,
          ...severityOf(Severity),
          place: placeOf({
            ...source,
            layer: Layer?.Digest,
            diffId: Layer?.DiffID,
            path: Target,
            line: StartLine,
            endLine: EndLine,
          }),
        }),
      ),
    );
  },
};

function severityOf(told: string | undefined): { readonly severity?: Severity } {
  const severity = SEVERITIES.find((known) => known === told?.toLowerCase());
  return severity === undefined ? {} : { severity };
}
