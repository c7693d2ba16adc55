/** What help shows of each command, besides what it is; the commands that are not here have examples in their notes. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  audit: [
    "audit 'registry.example.com/team/*'          every image of a team",
    "audit --dry-run registry.example.com         what it would cost",
    "audit oci-archive:app.tar --fail-on high,new the gate of a CI",
  ],
  worker: [
    "worker --queue redis://redis.internal --key-file exhume.db.key",
    "worker --queue redis://redis --labels region=eu-west-1 --once",
  ],
  status: ["status", "status --fail-on high,unrotated     exit code 1 while one is open"],
  runs: ["runs", "runs --json | jq '.[-1].open'"],
  diff: ["diff                     the last audit with the one before", "diff 3 now"],
  coverage: [
    "coverage",
    "coverage --json | jq .coverage.counts",
    'coverage --withdraw registry.example.com/team/ap --note "typed wrong"',
  ],
  plan: ["plan --out checklist.md", "plan --min-confidence high"],
  secrets: ["secrets", "secrets --all --json | jq -r '.[].id'"],
  show: ["show 3f9c2a"],
  track: [
    "track 3f9c2a --state replacing",
    'track 3f9c2a --state deployed,rotated --note "new key in the vault"',
    "track --repo team/app --wave 1 --state triaged",
  ],
  log: ["log 3f9c2a", "log --verify --expect-head 0123456789abcdef"],
  reveal: ['reveal 3f9c2a --note "to revoke it"'],
  import: ["import trufflehog.json", "import --format sarif results.sarif"],
  evidence: [
    "evidence 3f9c2a --revoked --file answer.pdf",
    'evidence 3f9c2a --logs-reviewed --note "no use since the push"',
  ],
  close: ["close 3f9c2a"],
  seal: ["seal --seal age1...                         all of the case", "seal 3f9c2a --seal age1..."],
  purge: ["purge", "purge 3f9c2a --json"],
  scan: ["scan .", "scan --format json --fail-on high dist/", "git show HEAD | exhume scan - --name app.py"],
  list: ["rules list"],
  explain: ["rules explain settings.py"],
};

export const examplesText = (examples: readonly string[]): string =>
  `\nExamples:\n${examples.map((line) => `  $ ${line.includes("| exhume") ? "" : "exhume "}${line}\n`).join("")}`.trimEnd();
