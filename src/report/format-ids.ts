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

export type FormatId = (typeof FORMAT_IDS)[number];
