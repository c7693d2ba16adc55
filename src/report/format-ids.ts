/** What `exhume report --format` takes; the table in `format.ts` has each of them. */
export const FORMAT_IDS = [
  "json",
  "html",
  "markdown",
  "csv",
  "sarif",
  "junit",
  "defectdojo",
  "github-issues",
  "jira-issues",
] as const;

/** What else people type for one of them. */
export const FORMAT_ALIASES: ReadonlyMap<string, FormatId> = new Map([
  ["md", "markdown"],
  ["htm", "html"],
  ["xml", "junit"],
  ["defect-dojo", "defectdojo"],
  ["github", "github-issues"],
  ["jira", "jira-issues"],
]);

export type FormatId = (typeof FORMAT_IDS)[number];
