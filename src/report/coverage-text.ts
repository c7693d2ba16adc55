import { cleanText } from "./clean.ts";
import { pad } from "./columns.ts";
import { gapGroups } from "./gap-groups.ts";
import type { CoverageEntry, CoverageReport } from "./model.ts";
import { plural, shortenDigests } from "./phrases.ts";
import type { RepositoryCoverage } from "./repository-coverage.ts";
import { verdictPhrase } from "./verdict.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 80;
/** Things named for one reason, before the rest is only counted. */
const NAMED = 3;

export interface Ledger {
  readonly coverage: CoverageReport;
  readonly repositories: readonly RepositoryCoverage[];
}

/** The ledger: the verdict, then each registry and repository with counts, how and as whom it was listed, and what was not seen. */
export function coverageText({ coverage, repositories }: Ledger): string {
  const own = new Map(repositories.map((repository): [string, CoverageEntry[]] => [nameOf(repository), []]));
  const elsewhere: CoverageEntry[] = [];
  for (const entry of coverage.entries) {
    const names = new Set([entry.subject, repositoryOf(entry.subject)]);
    const lists = [...names].map((name) => own.get(name)).filter((list) => list !== undefined);
    for (const list of lists.length === 0 ? [elsewhere] : lists) list.push(entry);
  }
  const registries = [...new Set(repositories.map(({ registry }) => registry))];
  return [
    paragraph(pad(coverage.verdict.toUpperCase(), 12), 12, verdictPhrase(coverage)),
    ...registries.flatMap((registry) => [
      "",
      cleanText(registry),
      ...repositories
        .filter((repository) => repository.registry === registry)
        .flatMap((repository) => repositoryLines(repository, own.get(nameOf(repository)) ?? [])),
    ]),
    ...(elsewhere.length === 0 ? [] : ["", "Not read elsewhere", ...entryLines(elsewhere)]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const nameOf = ({ registry, repository }: RepositoryCoverage): string =>
  repository === "" ? registry : `${registry}/${repository}`;

/** A subject without its digest or tag; a colon before the last slash is that of a port. */
const repositoryOf = (subject: string): string => subject.replace(/@.*$/s, "").replace(/:[^/:]*$/, "");

function repositoryLines(repository: RepositoryCoverage, entries: readonly CoverageEntry[]): readonly string[] {
  const how =
    repository.method === null ? "not listed in full" : `listed by ${repository.method} as ${repository.identity}`;
  return [
    paragraph("  ", 4, `${cleanText(repository.repository || "(no name)")}: ${counts(repository)}`),
    paragraph("    ", 4, cleanText([how, ...pulls(repository)].join("; "))),
    ...entryLines(entries),
  ];
}

function pulls({ pullCount, pulledAt }: RepositoryCoverage): readonly string[] {
  return [
    ...(pullCount === null ? [] : [`pulled ${plural(pullCount, "time")}`]),
    ...(pulledAt === null ? [] : [`last pulled on ${pulledAt.slice(0, 10)}`]),
  ];
}

function counts(repository: RepositoryCoverage): string {
  const { manifests, gone, scanned, partial, skipped, unreachable, waiting } = repository;
  const ends = Object.entries({ scanned, partial, skipped, unreachable, waiting }).filter(([, count]) => count > 0);
  return [
    plural(manifests, "manifest"),
    ...(gone > 0 ? [`${gone} gone since`] : []),
    ends.length === 0 ? "no blobs" : `blobs ${ends.map(([status, count]) => `${count} ${status}`).join(", ")}`,
  ].join("; ");
}

const entryLines = (entries: readonly CoverageEntry[]): readonly string[] =>
  gapGroups(entries).map(({ status, scope, reason, entries: same }) => {
    const named = same
      .slice(0, NAMED)
      .map(({ subject, path }) => cleanText([shortenDigests(subject), path].filter(Boolean).join(" ")));
    const more = same.length > NAMED ? ` and ${same.length - NAMED} more` : "";
    return paragraph(`    ${status} `, 6, `${scope} ${named.join(", ")}${more}: ${cleanText(reason)}`);
  });

const paragraph = (first: string, indent: number, text: string): string =>
  wrap(text, { width: WIDTH, first, rest: " ".repeat(indent) });
