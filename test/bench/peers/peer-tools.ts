/** A scanner for secrets, or a search for the same words, as its manual says to run it on files without asking anybody. */
export interface PeerTool {
  readonly program: string;
  /** What it does, where that is not to look for secrets. */
  readonly note?: string;
  readonly version: readonly string[];
  /** Run in `tree`. `words`: a file with a keyword of exhume's rules on each line. */
  readonly args: (files: {
    readonly tree: string;
    readonly words: string;
    readonly secretlintrc: string;
  }) => readonly string[];
}

/** One thread where a tool can be told so: that is how exhume is measured beside it. */
export const PEER_TOOLS: readonly PeerTool[] = [
  {
    program: "grep",
    note: "keywords of the rules, lines counted",
    version: ["--version"],
    args: ({ tree, words }) => ["-r", "-a", "-c", "-i", "-F", "-f", words, tree],
  },
  {
    program: "rg",
    note: "keywords of the rules, hits counted",
    version: ["--version"],
    args: ({ tree, words }) => [
      "-a",
      "-j1",
      "-i",
      "-F",
      "--no-ignore",
      "--hidden",
      "--count-matches",
      "-f",
      words,
      tree,
    ],
  },
  {
    program: "secretlint",
    version: ["--version"],
    args: ({ secretlintrc }) => ["--no-gitignore", "--secretlintrc", secretlintrc, "**/*"],
  },
  {
    program: "gitleaks",
    version: ["version"],
    args: ({ tree }) => ["dir", "--no-banner", "--exit-code", "0", tree],
  },
  {
    program: "trufflehog",
    version: ["--version"],
    args: ({ tree }) => ["filesystem", "--no-update", "--no-verification", "--concurrency=1", tree],
  },
  {
    program: "trivy",
    version: ["--version"],
    args: ({ tree }) => ["fs", "--scanners", "secret", "--offline-scan", "--quiet", tree],
  },
  {
    program: "kingfisher",
    version: ["--version"],
    args: ({ tree }) => ["scan", "--no-validate", "--no-update-check", "--jobs", "1", tree],
  },
];
