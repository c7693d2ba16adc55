import type { Severity } from "../../domain/finding.ts";
import { DEAD_STATES, isOpen } from "../../domain/rotation.ts";
import type { Task } from "../../rotation/task.ts";
import { workWord } from "../../rotation/work.ts";
import { cleanText } from "../clean.ts";
import { cut } from "../columns.ts";
import type { ReportExtra, ReportFormat } from "../format.ts";
import { jsonPieces } from "../json-pieces.ts";
import { madeLater } from "../made-later.ts";
import { markdownCode, markdownText } from "../markdown-text.ts";
import type { ReportModel, SecretReport } from "../model.ts";
import { plural } from "../phrases.ts";
import { type FilePlace, filePlaces } from "../places.ts";

/**
 * DefectDojo's "Generic Findings Import" (dojo/tools/generic/json_parser.py), which refuses a field that it does not know.
 * `unique_id_from_tool` is the id of the secret: a further import finds its finding again.
 */
export const defectdojoFormat: ReportFormat = {
  id: "defectdojo",
  mediaType: "application/json",
  render: (model, extra) => [...pieces(model, extra)].join(""),
  pieces,
};

function* pieces(model: ReportModel, { plan }: ReportExtra): Generator<string> {
  const tasks = [plan.open, plan.closed, plan.tests].flat();
  const taskOf = new Map(tasks.flatMap((task) => task.secrets.map(({ id }): [string, Task] => [id, task])));
  const findings = madeLater(model.secrets, (secret) => finding(secret, { task: taskOf.get(secret.id), model }));
  yield* jsonPieces({ name: "exhume", type: "exhume", version: model.tool.version, static_tool: true, findings });
  yield "\n";
}

const SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};
/** Hard-coded credentials. */
const CWE = 798;
/** Columns of DefectDojo's database, in characters: title 511, file_path 4000, component_name 500. */
const LONGEST = { title: 500, path: 3900, component: 450 } as const;

interface Context {
  readonly task: Task | undefined;
  readonly model: ReportModel;
}

function finding(secret: SecretReport, { task, model }: Context) {
  const { id, ruleId, severity, work, validity, provider } = secret;
  const [place] = filePlaces(secret);
  const dead = DEAD_STATES.includes(work.state);
  return {
    title: cut(cleanText(`${secret.title} ${id}`), LONGEST.title),
    severity: SEVERITY[severity],
    description: description(secret),
    mitigation: task === undefined ? "exhume show tells how to rotate it" : mitigation(task),
    references: task === undefined ? "" : task.runbook.sources.map(markdownText).join("\n"),
    date: dayOf(secret, model),
    cwe: CWE,
    active: isOpen(work.state),
    verified: validity === "active",
    false_p: work.state === "false-positive",
    risk_accepted: work.state === "accepted",
    out_of_scope: work.state === "third-party" || work.state === "test",
    is_mitigated: dead,
    ...(dead ? { mitigated: lastChange(secret) ?? model.generatedAt } : {}),
    unique_id_from_tool: id,
    vuln_id_from_tool: cleanText(ruleId),
    static_finding: true,
    dynamic_finding: false,
    nb_occurences: Math.max(1, secret.occurrences.length),
    tags: ["exhume", provider, `work-${work.state}`, `validity-${validity}`].map(cleanText),
    ...(place === undefined ? {} : placed(place)),
  };
}

function placed({ path, line, occurrence: { images } }: FilePlace) {
  const [image] = images;
  return {
    file_path: cut(cleanText(path), LONGEST.path),
    ...(line === undefined ? {} : { line }),
    ...(image === undefined
      ? {}
      : {
          component_name: cut(
            cleanText([image.registry, image.repository].filter(Boolean).join("/")),
            LONGEST.component,
          ),
        }),
  };
}

/** Places that a description names. */
const PLACES = 20;

/** Markdown: DefectDojo shows it so. */
function description(secret: SecretReport): string {
  const { preview, ruleId, confidence, validity, work, facts, reasons, imported = [] } = secret;
  const places = filePlaces(secret);
  return [
    `${markdownCode(preview)}, rule ${markdownCode(ruleId)}, confidence ${confidence}, validity ${validity}, work ${workWord(work)}.`,
    ...Object.entries(facts).map(([name, value]) => `- ${markdownText(name)}: ${markdownCode(String(value))}`),
    ...reasons.map((reason) => `- ${markdownText(reason)}`),
    ...places
      .slice(0, PLACES)
      .map(({ path, line }) => `- ${markdownCode(path)}${line === undefined ? "" : `, line ${line}`}`),
    ...(places.length > PLACES ? [`- and ${plural(places.length - PLACES, "place")} more`] : []),
    ...imported.slice(0, PLACES).map(({ tool, place }) => `- told by ${markdownCode(tool)}: ${markdownCode(place)}`),
  ].join("\n");
}

const mitigation = ({ runbook, steps }: Task): string =>
  [
    `Needs: ${markdownText(runbook.privilege)}`,
    `Breaks: ${markdownText(runbook.sideEffects)}`,
    ...steps.map(({ kind, text, done }) => `- ${done ? "done: " : ""}${kind}: ${markdownText(text)}`),
  ].join("\n");

/** When it was first there for others to read, as far as it is known. */
const dayOf = ({ occurrences }: SecretReport, { case: { createdAt } }: ReportModel): string => {
  const days = occurrences.flatMap(({ images }) =>
    images.flatMap(({ since }) => /^\d{4}-\d{2}-\d{2}/.exec(since ?? "") ?? []),
  );
  return days.sort()[0] ?? createdAt.slice(0, 10);
};

const lastChange = ({ work }: SecretReport): string | undefined =>
  work.events.findLast(({ kind }) => kind === "state")?.at;
