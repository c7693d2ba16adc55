import { markdownCode, markdownFence, markdownText } from "./markdown-text.ts";
import { plural } from "./phrases.ts";
import { wrap } from "./wrap.ts";

/** What is to be done in one source tree, in plain text of anywhere. */
export interface RemediationModel {
  readonly name: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** `auto`, `auto+confirm`, `manual`. */
  readonly verdict: string;
  /** False: the secrets are guessed from names and shapes, nobody has found one. */
  readonly seen: boolean;
  /** The patch beside it; undefined when nothing could be changed. */
  readonly patch: string | undefined;
  /** Where the Dockerfile is from, when it is not the original, and what was not read. */
  readonly origin: readonly string[];
  readonly files: readonly { readonly path: string; readonly kind: string; readonly notes: readonly string[] }[];
  readonly secrets: readonly RemediationSecret[];
  readonly dockerfiles: readonly RemediationDockerfile[];
  /** What builds are given from now on, each once. */
  readonly passed: readonly RemediationInput[];
  /** In the order of the files that they are in. */
  readonly manual: readonly RemediationStep[];
  /** Build commands that a person has to find or to read: where, and why. */
  readonly unbuilt: readonly string[];
  readonly afterwards: readonly string[];
  /** Commands that check it, without a prompt. */
  readonly checks: readonly string[];
}

export interface RemediationSecret {
  readonly id: string;
  readonly title: string;
  readonly preview: string;
  readonly verdict: string;
  /** Fixes and codes. */
  readonly by: readonly string[];
  /** How the images show it. */
  readonly ways: readonly string[];
  /** Both undefined when no case tells. */
  readonly runbook?: string;
  readonly wave?: number;
}

interface RemediationDockerfile {
  readonly path: string;
  readonly verdict: string | undefined;
  readonly builder: string;
  /** The command that builds it from now on; undefined when nothing changes. */
  readonly build: string | undefined;
  readonly fixes: readonly {
    readonly id: string;
    readonly title: string;
    readonly verdict: string;
    /** Ids. */
    readonly secrets: readonly string[];
    readonly notes: readonly string[];
  }[];
}

interface RemediationInput {
  readonly id: string;
  readonly form: string;
  readonly source: string;
}

export interface RemediationStep {
  readonly code: string;
  /** `Dockerfile line 4` */
  readonly at: string;
  readonly what: string;
  readonly advice?: string;
  readonly sketch?: string;
}

/** What `templates/remediation.md.hbs` is given: finished lines of Markdown, every foreign text escaped. */
export interface RemediationView {
  readonly name: string;
  readonly summary: string;
  readonly origin: readonly string[];
  readonly fixes: readonly string[];
  readonly files: readonly string[];
  readonly patch: string;
  readonly passed: readonly string[];
  readonly unbuilt: readonly string[];
  /** Why, then each secret. */
  readonly rotateWhy: string;
  readonly rotate: readonly string[];
  readonly manual: readonly string[];
  readonly builds: readonly string[];
  readonly checks: readonly string[];
  readonly afterwards: readonly string[];
  readonly footer: string;
}

export function remediationView(model: RemediationModel): RemediationView {
  const { dockerfiles, tool } = model;
  return {
    name: markdownText(model.name),
    summary: summary(model),
    origin: model.origin.map((line) => paragraph(`**Note**: ${markdownText(line)}`)),
    fixes: dockerfiles.filter(({ fixes }) => fixes.length > 0).flatMap(fixLines),
    files: model.files.flatMap(({ path, kind, notes }) => [
      item(`${markdownCode(path)} (${markdownText(kind)})`),
      ...notes.map((note) => inner(markdownText(note))),
    ]),
    patch: model.patch === undefined ? "" : markdownCode(model.patch),
    passed: model.passed.map(inputLine),
    unbuilt: model.unbuilt.map((line) => item(markdownText(line))),
    rotateWhy: paragraph(model.seen ? ROTATE_SEEN : ROTATE_GUESSED),
    rotate: model.secrets.flatMap(secretLines),
    manual: model.manual.flatMap(stepLines),
    builds: dockerfiles.flatMap(({ build, builder }) =>
      build === undefined ? [] : [`${item(`built with ${markdownText(builder)}:`)}\n${markdownFence(build, "  ")}`],
    ),
    checks: model.checks.map((command) => markdownFence(command, "")),
    afterwards: model.afterwards.map((line) => paragraph(markdownText(line))),
    footer: paragraph(`Made by ${markdownText(tool.name)} ${markdownText(tool.version)}. No value is in this file.`),
  };
}

const ROTATE_SEEN =
  "The patch keeps the next image clean. What was pushed is known to whoever could pull: each of these is replaced, whatever its verdict.";
const ROTATE_GUESSED =
  "These are named by their shapes alone: nobody has looked for their values. If an image that was built this way was ever pushed, audit it with `exhume audit`, and replace what it holds.";

const summary = ({ verdict, secrets, files }: RemediationModel): string => {
  const count = (of: string): number => secrets.filter((secret) => secret.verdict === of).length;
  const parts = ["auto", "auto+confirm", "manual"].flatMap((of) => (count(of) === 0 ? [] : [`${count(of)} ${of}`]));
  const told = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return paragraph(
    `Verdict **${markdownText(verdict)}**. ${plural(secrets.length, "secret")}${told}; ${plural(files.length, "file")} changed.`,
  );
};

const fixLines = ({ path, fixes }: RemediationDockerfile): readonly string[] => [
  `### ${markdownCode(path)}\n`,
  ...fixes.flatMap(({ id, title, verdict, secrets, notes }) => [
    item(
      `**${markdownText(id)}** (${markdownText(verdict)}): ${markdownText(title)}, for ${secrets.map(markdownCode).join(", ")}`,
    ),
    ...notes.map((note) => inner(`${verdict === "auto+confirm" ? "check: " : ""}${markdownText(note)}`)),
  ]),
  "",
];

const inputLine = ({ id, form, source }: RemediationInput): string => {
  if (form === "ssh")
    return item("an SSH agent with the key (`--ssh default`): the key is in no image and no variable");
  const file = form === "file" && source !== id;
  const from = file ? `the file ${markdownCode(source)}` : `the environment variable ${markdownCode(source)}`;
  const create = file
    ? "keep its content as a secret of the CI, written outside of the build context"
    : "a secret of the CI";
  return item(`${markdownCode(id)}: from ${from}; ${create}`, "- [ ] ");
};

const secretLines = ({
  id,
  title,
  preview,
  ways,
  runbook,
  wave,
  verdict,
  by,
}: RemediationSecret): readonly string[] => {
  const plan = [
    wave === undefined ? "" : `wave ${wave}`,
    runbook === undefined ? "" : `runbook ${markdownCode(runbook)}`,
  ];
  const known = plan.filter(Boolean).join(", ");
  return [
    item(
      `${markdownText(title)} ${markdownCode(id)}: ${markdownCode(preview)}${known === "" ? "" : `, ${known}`}`,
      "- [ ] ",
    ),
    inner(`${markdownText(verdict)}, by ${by.map(markdownText).join(", ")}`),
    ...ways.slice(0, WAYS).map((way) => inner(markdownText(way))),
    ...(ways.length > WAYS ? [inner(`and ${plural(ways.length - WAYS, "place")} more`)] : []),
  ];
};

const WAYS = 10;

const stepLines = ({ code, at, what, advice, sketch }: RemediationStep): readonly string[] => [
  item(`**${markdownText(code)}**, ${markdownCode(at)}: ${markdownText(what)}`, "- [ ] "),
  ...(advice === undefined ? [] : [inner(markdownText(advice))]),
  ...(sketch === undefined ? [] : [`${inner("aim for:")}\n${markdownFence(sketch, "    ")}`]),
];

const item = (text: string, first = "- "): string => wrap(text, { width: 80, first, rest: "  " });

const inner = (text: string): string => wrap(text, { width: 80, first: "  - ", rest: "    " });

const paragraph = (text: string): string => wrap(text, { width: 80, first: "", rest: "" });
