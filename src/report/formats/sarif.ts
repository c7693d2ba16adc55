import type { Severity } from "../../domain/finding.ts";
import type { ImportedSighting } from "../../domain/imported.ts";
import { isOpen, type Secret } from "../../domain/rotation.ts";
import { fill } from "../../rotation/fill.ts";
import type { Plan } from "../../rotation/plan.ts";
import type { Runbook } from "../../rotation/runbook.ts";
import { workWord } from "../../rotation/work.ts";
import { cleanText } from "../clean.ts";
import { cut } from "../columns.ts";
import type { ReportExtra, ReportFormat } from "../format.ts";
import { gapGroups } from "../gap-groups.ts";
import { jsonPieces } from "../json-pieces.ts";
import { madeLater } from "../made-later.ts";
import type { CoverageReport, ReportModel, SecretReport } from "../model.ts";
import { plural } from "../phrases.ts";
import { type FilePlace, filePlaces } from "../places.ts";

/** SARIF 2.1.0 (OASIS, sarif-v2.1.0-os): one result a secret, known again by `partialFingerprints`. */
export const sarifFormat: ReportFormat = {
  id: "sarif",
  mediaType: "application/sarif+json",
  render: (model, extra) => [...pieces(model, extra)].join(""),
  pieces,
};

/** Its runs, in them the fields of each, and in them results. */
const DEPTH = 4;

function* pieces(model: ReportModel, { plan }: ReportExtra): Generator<string> {
  yield* jsonPieces(log(model, plan), DEPTH);
  yield "\n";
}

const log = (model: ReportModel, plan: Plan) => ({
  $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
  version: "2.1.0",
  runs: [
    {
      tool: {
        driver: { name: model.tool.name, semanticVersion: model.tool.version, rules: rules(plan) },
      },
      automationDetails: { id: `exhume/${model.case.id}/` },
      invocations: [
        {
          executionSuccessful: true,
          endTimeUtc: model.generatedAt,
          toolExecutionNotifications: notifications(model.coverage),
        },
      ],
      columnKind: "utf16CodeUnits",
      results: madeLater(model.secrets, result),
    },
  ],
});

/** As 3.27.10 has them. */
const LEVEL: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
};
/** Where code scanning of GitHub draws its lines: over 9.0 critical, from 7.0 high, from 4.0 medium. */
const SCORE: Readonly<Record<Severity, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

function rules(plan: Plan) {
  const byRule = new Map<string, ReturnType<typeof rule>>();
  for (const { secrets, runbook } of [plan.open, plan.closed, plan.tests].flat())
    for (const secret of secrets) if (!byRule.has(secret.ruleId)) byRule.set(secret.ruleId, rule(secret, runbook));
  return [...byRule.values()];
}

const rule = ({ ruleId, title, severity, provider }: Secret, runbook: Runbook) => ({
  id: text(ruleId),
  shortDescription: { text: text(title) },
  defaultConfiguration: { level: LEVEL[severity] },
  help: { text: helpText(runbook) },
  properties: {
    tags: ["security", "secret", "external/cwe/cwe-798", text(provider)],
    "security-severity": SCORE[severity],
  },
});

/** Of any secret of the kind: facts of one are not filled in. */
const helpText = ({ title, steps, sideEffects, privilege }: Runbook): string =>
  [title, `Needs: ${privilege}`, `Breaks: ${sideEffects}`, ...steps.map((step) => `${step.kind}: ${step.text}`)]
    .map((line) => text(fill(line, {})))
    .join("\n");

/** Places of one result; the JSON report has all. */
const PLACES = 50;

function result(secret: SecretReport) {
  const { id, ruleId, severity, work, preview, validity } = secret;
  const places = filePlaces(secret);
  const count = places.length > PLACES ? `, ${plural(places.length, "place")}` : "";
  return {
    ruleId: text(ruleId),
    level: LEVEL[severity],
    message: {
      text: text(
        `${secret.title} ${id}: ${preview}, validity ${validity}, work ${workWord(work)}${count}. exhume show ${id}`,
      ),
    },
    locations:
      places.length > 0 ? places.slice(0, PLACES).map(location) : (secret.imported ?? []).slice(0, PLACES).map(told),
    partialFingerprints: { "exhumeSecretId/v1": id },
    ...(isOpen(work.state)
      ? {}
      : { suppressions: [{ kind: "external", status: "accepted", justification: `work ${work.state}` }] }),
    properties: { secretId: id, validity, work: work.state, confidence: secret.confidence },
  };
}

/** Code scanning of GitHub refuses a whole file for one result without a location. */
const told = ({ tool, place }: ImportedSighting) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(place) } },
  logicalLocations: [{ name: text(tool), fullyQualifiedName: text(place), kind: "tool" }],
});

function location({ path, line, occurrence }: FilePlace) {
  const { blob, kind, images } = occurrence;
  const [image] = images;
  const name = image === undefined ? blob : [image.registry, image.repository].filter(Boolean).join("/");
  const tag = image?.tags[0] === undefined ? "" : `:${image.tags[0]}`;
  const qualified = image === undefined ? blob : `${name}${tag}@${image.manifest}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path) },
      ...(line === undefined ? {} : { region: { startLine: line } }),
    },
    logicalLocations: [
      { name: text(name), fullyQualifiedName: text(qualified), kind: "image" },
      { name: text(occurrence.path), fullyQualifiedName: text(`${blob}/${occurrence.path}`), kind },
    ],
  };
}

/** A relative reference (RFC 3986): no segment is empty, a dot or begins like a scheme, and none has a character that acts. */
const uriOf = (path: string): string =>
  text(path)
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => (/^\.{1,2}$/.test(segment) ? segment.replaceAll(".", "%2E") : encodeURIComponent(segment)))
    .join("/");

/** Kinds of loss that are named. */
const GAPS = 100;

const notifications = ({ entries }: CoverageReport) =>
  gapGroups(entries)
    .slice(0, GAPS)
    .map(({ status, scope, reason, entries: same }) => ({
      level: status === "unlistable" ? ("note" as const) : ("warning" as const),
      message: { text: text(`${status}: ${plural(same.length, scope)}, first ${same[0]?.subject}: ${reason}`) },
    }));

const LONGEST = 1000;
const text = (value: string): string => cut(cleanText(value), LONGEST);
