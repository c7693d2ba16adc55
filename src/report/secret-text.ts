import type { ImageExposure, Secret } from "../domain/rotation.ts";
import type { Task, TaskStep } from "../rotation/task.ts";
import { taskWord } from "../rotation/work.ts";
import { cleanText } from "./clean.ts";
import { cut } from "./columns.ts";
import { importLines } from "./import-lines.ts";
import { indented } from "./indented.ts";
import { logLines } from "./log-text.ts";
import {
  basePhrase,
  exposurePhrase,
  imagePhrase,
  joinPhrase,
  OVERLAP_PHRASE,
  responsible,
  unconfirmedPhrase,
} from "./phrases.ts";
import { placeholderLines } from "./placeholders.ts";
import { windowLines } from "./window-text.ts";
import { wrap } from "./wrap.ts";

const IMAGES = 50;
/** Reasons why its files are whose they are. */
const PROVENANCES = 5;
/** A history line can be a script of megabytes; the JSON report has all of it. */
const LONGEST = 2000;
const LONGEST_NAME = 160;

/** What is told besides the task, before its events. */
export interface SecretSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Everything about one task for `exhume show ID`, wrapped at 80 columns; commands and digests are never cut. */
export function secretText(task: Task, more: readonly SecretSection[] = []): string {
  const blocks = [
    heading(task),
    ...whatIsKnown(task),
    ...whereItIs(task),
    ...more.map(({ title, lines }) => (lines.length === 0 ? [] : [title, ...lines.map(indented)])),
    events(task),
    ...whatToDo(task),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

type Block = readonly string[];

const heading = (task: Task): Block => [
  cleanText(`${task.title} ${task.id}`),
  `${task.severity}, work ${taskWord(task)}, validity ${task.validity}, risk ${task.risk.score}, wave ${task.wave}`,
  ...(task.validityReason === undefined ? [] : [cleanText(`${task.validity}: ${task.validityReason}`)]),
  wrap(
    responsible(task, (text) => cut(cleanText(text), LONGEST_NAME)),
    { width: 80, first: "", rest: "  " },
  ),
];

const whatIsKnown = ({ after, base, secrets, facts, credential, risk }: Task): readonly Block[] => [
  section(
    "After",
    after.map(({ id, reason }) => `${id}: ${reason}`),
  ),
  section("Base image", base === undefined ? [] : [basePhrase(base, cleanText)]),
  section("Secrets", secrets.flatMap(identity)),
  section(
    "Facts",
    Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
  ),
  section("Credential", credential === undefined ? [] : [`${joinPhrase(credential)} ${credential.evidence}`]),
  section(
    "Risk",
    risk.terms.map(({ reason, points }) => `${points > 0 ? "+" : ""}${points} ${reason}`),
  ),
];

const whereItIs = ({ window, exposures, images, secrets }: Task): readonly Block[] => [
  section("Window and readers", windowLines(window)),
  section(
    "Exposure (layers count from 0)",
    exposures().map((one) => exposurePhrase(one, cleanText)),
  ),
  ...imageBlocks(images()),
  section("Other tools", importLines(secrets, cleanText)),
];

const imageBlocks = (images: readonly ImageExposure[]): readonly Block[] => [
  section(
    "Images",
    images.slice(0, IMAGES).map((one) => imagePhrase(one, cleanText)),
  ),
  images.length > IMAGES ? [`  and ${images.length - IMAGES} more: exhume report --format json`] : [],
];

const whatToDo = (task: Task): readonly Block[] => [
  [
    "Steps",
    ...[
      OVERLAP_PHRASE[task.runbook.overlap],
      `Needs: ${task.runbook.privilege}`,
      `Breaks: ${task.runbook.sideEffects}`,
      ...unconfirmedPhrase(task.runbook),
    ].map(item),
    ...task.steps.flatMap(stepLines),
  ],
  [
    "Logs to read",
    ...task.logs.flatMap(({ text, query, noQuery }) => [
      item(noQuery === undefined ? text : `${text} No query: ${noQuery}`),
      ...commandLines(query),
    ]),
  ],
  section("To fill in", placeholderLines(task)),
];

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map(item)];

const item = (text: string): string => wrap(cut(cleanText(text), LONGEST), { width: 80, first: "  ", rest: "    " });

const identity = ({
  id,
  title,
  preview,
  ruleId,
  confidence,
  reasons,
  firstSeen,
  allowed,
  occurrences,
}: Secret): readonly string[] => [
  `${id} ${title}: ${preview}`,
  `rule ${ruleId}, confidence ${confidence}, first seen ${firstSeen}`,
  ...(reasons.length === 0 ? [] : [`kept because: ${reasons.join(", ")}`]),
  ...(allowed === undefined
    ? []
    : [`allowed by ${allowed.by}${allowed.reason === undefined ? "" : `: ${allowed.reason}`}`]),
  ...[...new Set(occurrences.flatMap(({ provenanceReason }) => provenanceReason ?? []))]
    .slice(0, PROVENANCES)
    .map((reason) => `file: ${reason}`),
];

/** As the log has them, oldest first; of a credential with the secret that each is about. */
function events({ secrets }: Task): Block {
  const all = secrets.flatMap((secret) => secret.events).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const lines = logLines(all, { width: 78, named: secrets.length > 1 });
  return lines.length === 0 ? [] : ["Events", ...lines.map((line) => `  ${line}`)];
}

const stepLines = ({ kind, text, ui, command, reversible, done }: TaskStep): readonly string[] => [
  wrap(
    cleanText(
      `${kind}: ${text}${reversible === false ? " (cannot be undone)" : ""}${ui === undefined ? "" : ` In: ${ui}.`}`,
    ),
    {
      width: 80,
      first: `  [${done ? "x" : " "}] `,
      rest: "      ",
    },
  ),
  ...commandLines(command),
];

const commandLines = (command: string | undefined): readonly string[] =>
  (command ?? "")
    .trim()
    .split("\n")
    .filter(Boolean)
    .map((line) => `        ${cleanText(line)}`);
