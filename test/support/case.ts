import { createHash } from "node:crypto";
import type { ImageExposure, Occurrence, Secret } from "../../src/domain/rotation.ts";
import type { CoverageEntry } from "../../src/report/model.ts";

/** Now, for everything that is made from this case. */
export const NOW = new Date("2026-11-23T12:00:00.000Z");

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
export const digest = (name: string): string => `sha256:${hash(name)}`;

/** A secret of which only the named parts matter; `name` gives fingerprint and id. */
export const secret = (name: string, parts: Partial<Secret> = {}): Secret => ({
  id: hash(name).slice(0, 12),
  fingerprint: hash(name),
  ruleId: "generic-secret",
  provider: "generic",
  title: "Secret",
  severity: "high",
  confidence: "high",
  preview: "•••••••• (24 characters)",
  validity: "unknown",
  facts: {},
  runbook: "generic",
  reasons: [],
  state: "new",
  events: [],
  firstSeen: "2026-11-20T08:00:00.000Z",
  occurrences: [],
  ...parts,
});

export const occurrence = (parts: Partial<Occurrence> = {}): Occurrence => ({
  blob: digest("layer"),
  kind: "file",
  path: "app/.env",
  line: 1,
  span: { start: 10, end: 34 },
  ruleId: "generic-secret",
  provenance: "application",
  strength: "prefix",
  confidence: "high",
  images: [image()],
  ...parts,
});

export const image = (parts: Partial<ImageExposure> = {}): ImageExposure => ({
  registry: "registry.example",
  repository: "team/shop",
  manifest: digest("shop:1.0"),
  platform: { os: "linux", architecture: "amd64" },
  tags: ["1.0", "latest"],
  exposure: "live",
  since: "2026-03-01T10:00:00Z",
  present: true,
  ...parts,
});

/** What a Dockerfile, a label or a path can hold to trick the one who reads. */
export const HOSTILE = [
  "\u001b[31mred\u001b[0m\u001b]0;title\u0007",
  "safe\u202egnp.exe",
  "zero\u200bwidth",
  "</script><script>alert(1)</script>",
  "a | b || c",
  "`tick` ``two``",
  "line\nfeed\r\n# heading\n- [x] done",
  "[click](https://evil.example)",
  "![i](https://evil.example/p.png)",
  "\ud800lone",
  "*bold* _em_ ~~gone~~",
].join(" ");

const deleted = {
  exposure: "deleted",
  layer: 2,
  historyLine: "COPY . /app # buildkit",
  removedBy: { layer: 4, historyLine: "RUN /bin/sh -c rm -f /app/.env # buildkit" },
} as const;

const awsId = secret("aws-id", {
  ruleId: "aws-access-key-id",
  provider: "aws",
  title: "AWS access key id",
  severity: "critical",
  preview: "AKIA…7QXD (20 characters)",
  facts: { kind: "user access key", account: "123456789012" },
  runbook: "aws",
  reasons: ["format of an AWS key id, account decoded"],
  occurrences: [
    occurrence({ ruleId: "aws-access-key-id", line: 3, name: "AWS_ACCESS_KEY_ID", images: [image(deleted)] }),
  ],
});

const awsSecret = secret("aws-secret", {
  ruleId: "aws-secret-access-key",
  provider: "aws",
  title: "AWS secret access key",
  severity: "critical",
  preview: "•••••••• (40 characters)",
  facts: { account: "123456789012" },
  runbook: "aws",
  reasons: ["name says AWS secret key"],
  occurrences: [
    occurrence({ ruleId: "aws-secret-access-key", line: 4, name: "AWS_SECRET_ACCESS_KEY", images: [image(deleted)] }),
  ],
});

const github = secret("github", {
  ruleId: "github-personal-access-token",
  provider: "github",
  title: "GitHub personal access token",
  severity: "critical",
  preview: "ghp_…AbCd (40 characters)",
  runbook: "github",
  reasons: ["checksum valid"],
  occurrences: [
    occurrence({
      blob: digest("config"),
      kind: "history",
      path: "history[3]",
      name: "GH_TOKEN",
      images: ["amd64", "arm64"].map((architecture) =>
        image({
          repository: "team/tools",
          manifest: digest(`tools:${architecture}`),
          platform: { os: "linux", architecture },
          tags: ["2.1"],
          exposure: "history",
          historyLine: "RUN |1 GH_TOKEN=••• /bin/sh -c git clone https://code.example/x | cat # buildkit",
        }),
      ),
    }),
  ],
});

const BASE_IMAGES = Array.from({ length: 14 }, (_, index) =>
  image({
    repository: index < 9 ? "team/api" : "legacy/worker",
    manifest: digest(`base:${index}`),
    tags: index % 3 === 0 ? [`build-${index}`] : [],
    exposure: "overwritten",
    layer: 1,
    historyLine: "/bin/sh -c #(nop) COPY file:0a1b2c in /etc/app/stripe.json ",
    removedBy: { layer: 5, historyLine: "/bin/sh -c echo '{}' > /etc/app/stripe.json" },
    since: `2025-${String((index % 12) + 1).padStart(2, "0")}-15T00:00:00Z`,
    present: index !== 13,
  }),
);

const stripe = secret("stripe", {
  ruleId: "stripe-secret-key",
  provider: "stripe",
  title: "Stripe secret key",
  preview: "sk_live_…9xYz (107 characters)",
  facts: { mode: "live", kind: "secret" },
  runbook: "stripe",
  occurrences: [occurrence({ blob: digest("base"), path: "etc/app/stripe.json", images: BASE_IMAGES })],
});

const database = secret("database", {
  ruleId: "database-url-password",
  provider: "database",
  title: "Password in a database URL",
  confidence: "medium",
  facts: { scheme: "postgres", user: "shop", host: "db.internal.example", port: "5432", database: "orders" },
  runbook: "database",
  state: "deployed",
  events: [
    { fingerprint: hash("database"), kind: "state", state: "replacing", actor: "kim", at: "2026-11-21T09:00:00.000Z" },
    {
      fingerprint: hash("database"),
      kind: "state",
      state: "deployed",
      actor: "kim",
      at: "2026-11-22T17:30:00.000Z",
      note: "orders service moved over",
    },
  ],
  occurrences: [
    occurrence({
      blob: digest("config"),
      kind: "env",
      path: "Env[DATABASE_URL]",
      name: "DATABASE_URL",
      images: [image({ exposure: "env", historyLine: "ENV DATABASE_URL=•••" })],
    }),
  ],
});

const session = secret("session", {
  ruleId: "jwt",
  provider: "jwt",
  title: "JSON Web Token",
  severity: "medium",
  preview: "eyJ…k3Qw (310 characters)",
  facts: { alg: "RS256", iss: "https://login.example/", sub: "ci", exp: "2026-05-01T00:00:00.000Z" },
  runbook: "jwt",
  occurrences: [
    occurrence({
      blob: digest("provenance"),
      kind: "attestation",
      path: "build-arg[TOKEN]",
      images: [image({ exposure: "attestation" })],
    }),
  ],
});

const strange = secret("strange", {
  title: "Password",
  severity: "medium",
  confidence: "low",
  preview: "•••••••• (11 characters)",
  facts: { user: HOSTILE },
  reasons: [HOSTILE],
  occurrences: [
    occurrence({
      blob: digest("archive"),
      path: HOSTILE,
      images: [
        image({
          registry: "oci-archive:build.tar",
          repository: "",
          tags: [HOSTILE],
          layer: 0,
          historyLine: `RUN echo ${HOSTILE}`,
        }),
      ],
    }),
  ],
});

const slack = secret("slack", {
  ruleId: "slack-bot-token",
  provider: "slack",
  title: "Slack bot token",
  preview: "xoxb-…q1W2 (56 characters)",
  facts: { workspace: "1234567890" },
  runbook: "slack",
  state: "rotated",
  events: [
    { fingerprint: hash("slack"), kind: "state", state: "rotated", actor: "lee", at: "2026-11-22T10:00:00.000Z" },
  ],
  occurrences: [occurrence({ path: "app/notify.py", images: [image({ present: false })] })],
});

const documented = secret("documented", {
  ruleId: "aws-access-key-id",
  provider: "aws",
  title: "AWS access key id",
  severity: "critical",
  preview: "AKIA…MPLE (20 characters)",
  runbook: "aws",
  state: "test",
  reasons: ["documented example value"],
  occurrences: [occurrence({ ruleId: "aws-access-key-id", path: "usr/share/doc/aws/README", blob: digest("docs") })],
});

/** A case with every kind of exposure, of work and of trouble. */
export const SECRETS: readonly Secret[] = [
  documented,
  slack,
  strange,
  session,
  database,
  stripe,
  github,
  awsSecret,
  awsId,
];

export const GAPS: readonly CoverageEntry[] = [
  {
    scope: "repository",
    subject: "registry.example/team/secretive",
    status: "unreachable",
    reason: "401 UNAUTHORIZED",
  },
  {
    scope: "file",
    subject: `registry.example/team/api@${digest("base")}`,
    status: "partial",
    reason: "zip entry is encrypted",
    path: "opt/bundle.zip",
  },
  {
    scope: "repository",
    subject: "registry.example/team/shop",
    status: "unlistable",
    reason: "untagged manifests cannot be listed by this registry",
  },
];
