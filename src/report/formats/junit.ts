import { DEAD_STATES, isOpen, WORK_STATES, type WorkState } from "../../domain/rotation.ts";
import { workWord } from "../../rotation/work.ts";
import { cut } from "../columns.ts";
import type { ReportFormat } from "../format.ts";
import type { ReportModel, SecretReport } from "../model.ts";
import { plural } from "../phrases.ts";
import { filePlaces } from "../places.ts";
import { verdictPhrase } from "../verdict.ts";
import { element, xmlText } from "../xml.ts";

/**
 * JUnit XML as CI systems read it (the schema of Ant's JUnitReport): one test a secret, which fails while it is open and
 * is skipped where it was decided that it may stay; and one for the coverage, which is an error when something was lost.
 */
export const junitFormat: ReportFormat = {
  id: "junit",
  mediaType: "application/xml",
  render: (model) => `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", {}, [suite(model)])}\n`,
};

function suite(model: ReportModel): string {
  const { secrets, totals, verdict, generatedAt, tool } = model;
  const attributes = {
    name: "exhume",
    package: "exhume",
    id: 0,
    timestamp: generatedAt.slice(0, 19),
    hostname: "localhost",
    tests: totals.secrets + 1,
    failures: totals.open,
    errors: verdict === "complete" ? 0 : 1,
    skipped: WORK_STATES.reduce((sum, state) => sum + (isLeft(state) ? totals.byState[state] : 0), 0),
    time: 0,
  };
  const properties = { case: model.case.id, tool: `${tool.name} ${tool.version}`, ruleset: model.case.rulesetId };
  return element("testsuite", attributes, [
    "\n",
    element(
      "properties",
      {},
      Object.entries(properties).map(([name, value]) => element("property", { name, value })),
    ),
    "\n",
    coverageCase(model),
    ...secrets.map(secretCase),
    element("system-out", {}),
    element("system-err", {}),
  ]);
}

const testcase = (name: string, classname: string, children: readonly string[] = []): string =>
  `${element("testcase", { name, classname, time: 0 }, children)}\n`;

function coverageCase({ coverage, verdict }: ReportModel): string {
  const message = verdictPhrase(coverage);
  const error = element("error", { message, type: "coverage" }, [xmlText([message, "exhume coverage tells which"])]);
  return testcase("everything that was listed was read", "exhume.coverage", verdict === "complete" ? [] : [error]);
}

/** Somebody decided that it may stay: no work, and no proof that it is dead. */
const isLeft = (state: WorkState): boolean => !isOpen(state) && !DEAD_STATES.includes(state);

/** Places that a failure names. */
const PLACES = 20;
const LONGEST = 500;

function secretCase(secret: SecretReport): string {
  const { id, title, provider, severity, work } = secret;
  const name = cut(`${title} ${id}`, LONGEST);
  const classname = `exhume.${provider}`;
  if (isLeft(work.state)) return testcase(name, classname, [element("skipped", { message: `work ${work.state}` })]);
  if (!isOpen(work.state)) return testcase(name, classname);
  const failure = element("failure", { message: `${severity}: ${name}, work ${workWord(work)}`, type: severity }, [
    xmlText(failureLines(secret)),
  ]);
  return testcase(name, classname, [failure]);
}

function failureLines(secret: SecretReport): readonly string[] {
  const places = filePlaces(secret);
  return [
    `${secret.preview}, validity ${secret.validity}, rule ${secret.ruleId}`,
    ...places
      .slice(0, PLACES)
      .map(({ path, line }) => cut(line === undefined ? path : `${path}, line ${line}`, LONGEST)),
    ...(places.length > PLACES ? [`and ${plural(places.length - PLACES, "place")} more`] : []),
    `exhume show ${secret.id} tells how to rotate it`,
  ];
}
