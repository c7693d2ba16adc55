import * as z from "zod";
import type { Severity } from "../../domain/finding.ts";
import type { ImportedFinding } from "../../domain/imported.ts";
import { percentDecoded } from "../../scan/percent-decoded.ts";
import { optionalLine, optionalText, placeOf, ruleName, unmasked } from "./fields.ts";
import type { FindingReader } from "./finding-reader.ts";

const rule = z.object({
  id: optionalText,
  name: optionalText,
  properties: z.object({ tags: z.array(z.unknown()).nullish() }).nullish(),
});

const location = z.object({
  physicalLocation: z
    .object({
      artifactLocation: z.object({ uri: optionalText }).nullish(),
      region: z
        .object({
          startLine: optionalLine,
          endLine: optionalLine,
          snippet: z.object({ text: optionalText }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const run = z.object({
  tool: z.object({ driver: z.object({ name: z.string(), rules: z.array(rule).nullish() }) }),
  results: z
    .array(
      z.object({
        ruleId: ruleName.nullish(),
        ruleIndex: z.number().nullish(),
        rule: z.object({ id: ruleName.nullish() }).nullish(),
        level: optionalText,
        locations: z.array(location).nullish(),
      }),
    )
    .nullish(),
  versionControlProvenance: z.array(z.object({ repositoryUri: optionalText, revisionId: optionalText })).nullish(),
});

/** SARIF 2.1.0 (OASIS). Most tools write other results into it too: only what is about secrets is taken. */
export const sarifReader: FindingReader = {
  id: "sarif",
  matches: ({ version, runs }) => Array.isArray(runs) && typeof version === "string" && version.startsWith("2.1"),
  read: ({ runs }) => z.array(run).parse(runs).flatMap(readRun),
};

type Run = z.infer<typeof run>;
type Result = NonNullable<Run["results"]>[number];

function readRun(one: Run): readonly ImportedFinding[] {
  const rules = one.tool.driver.rules ?? [];
  const tool =
    one.tool.driver.name
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, "-")
      .slice(0, 60) || "sarif";
  return (one.results ?? []).flatMap((result) => {
    const id = result.ruleId ?? result.rule?.id ?? rules[result.ruleIndex ?? -1]?.id ?? "unnamed";
    const about = rules.find((known) => known.id === id) ?? rules[result.ruleIndex ?? -1];
    if (!SECRET_TOOLS.test(tool) && !isAboutSecrets(id, about)) return [];
    const places = result.locations ?? [];
    return (places.length > 0 ? places : [{}]).map((at) => findingAt({ at, result, tool, id, run: one }));
  });
}

interface At {
  readonly at: z.infer<typeof location>;
  readonly result: Result;
  readonly tool: string;
  readonly id: string;
  readonly run: Run;
}

function findingAt({ at, result, tool, id, run: { versionControlProvenance } }: At): ImportedFinding {
  const region = at.physicalLocation?.region;
  const snippet = unmasked(region?.snippet?.text);
  const [source] = versionControlProvenance ?? [];
  const severity = LEVELS[result.level ?? ""];
  return {
    tool,
    rule: id,
    place: placeOf({
      path: pathOf(at.physicalLocation?.artifactLocation?.uri),
      line: region?.startLine,
      endLine: region?.endLine,
      repository: source?.repositoryUri,
      commit: source?.revisionId,
    }),
    ...(snippet === undefined ? {} : VALUE_IN_SNIPPET.test(tool) ? { value: snippet } : { context: snippet }),
    ...(severity === undefined ? {} : { severity }),
  };
}

/** A URI (SARIF 2.1.0, 3.4.3): what is escaped in it is a path of the other tools as it is. */
const pathOf = (uri: string | undefined): string | undefined => (uri === undefined ? undefined : percentDecoded(uri));

/** SARIF 2.1.0, 3.27.10. */
const LEVELS: Readonly<Record<string, Severity>> = { error: "high", warning: "medium", note: "low" };

/** Tools that look for nothing else. */
const SECRET_TOOLS =
  /^(?:gitleaks|betterleaks|trufflehog|kingfisher|noseyparker|titus|detect-secrets|ggshield|secretlint|whispers|exhume)/;
/** gitleaks writes the value itself where others write the line (report/sarif.go). */
const VALUE_IN_SNIPPET = /^(?:gitleaks|betterleaks)/;
/** CWE 798 and its kin: hard-coded credentials, passwords and keys. */
const ABOUT = /secret|credential|passw(?:or)?d|token|api-?key|private-?key|cwe-(?:798|259|321|312)\b/i;

const isAboutSecrets = (id: string, about: z.infer<typeof rule> | undefined): boolean =>
  [id, about?.name, ...(about?.properties?.tags ?? [])].some((text) => typeof text === "string" && ABOUT.test(text));
