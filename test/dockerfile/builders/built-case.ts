import type { ImageBuilder } from "../../../src/builder/image-builder.ts";
import type { Leak } from "../../../src/dockerfile/leak.ts";
import { readCases } from "../cases.ts";
import { BASE } from "./base.ts";

/** Stands for the canary in values and files. */
export const CANARY = "<canary>";

/** A Dockerfile that is built before and after its fix, on every builder. */
export interface BuiltCase {
  readonly what: string;
  /** Its first stage is `FROM` the base of the tests. */
  readonly dockerfile: string;
  readonly leaks: readonly Leak[];
  readonly files: Readonly<Record<string, string>>;
  /** What is not the canary alone, by name of the variable. */
  readonly values: Readonly<Record<string, string>>;
  /** The fixed Dockerfile does not build without the secret: the mount says so, or the tool. */
  readonly required: boolean;
  /** It has a heredoc, which older builders do not know. */
  readonly heredoc: boolean;
  /** Its fix forwards an SSH agent. */
  readonly ssh: boolean;
  /** The builder to try it on; both read its text alike. */
  readonly only?: ImageBuilder["id"];
  /** The rule that must be among those that made the fix. */
  readonly fix?: string;
}

type Given = Pick<BuiltCase, "what" | "dockerfile" | "required"> &
  Partial<BuiltCase> & {
    /** Names of variables whose values leaked by the history, by ENV, and paths of files in the image. */
    readonly args?: readonly string[];
    readonly envs?: readonly string[];
    readonly paths?: readonly string[];
    /** Texts of the history with a literal in them. */
    readonly lines?: readonly string[];
  };

const leak = (more: Pick<Leak, "kind"> & Partial<Leak>): Leak => ({
  secretId: "s",
  title: "t",
  preview: "•••",
  ...more,
});

/** A case on the base of the tests. */
export const built = ({ dockerfile, args = [], envs = [], paths = [], lines = [], ...given }: Given): BuiltCase => ({
  leaks: [
    ...args.map((name, index) => leak({ kind: "history", name, secretId: `s${index || ""}` })),
    ...envs.map((name) => leak({ kind: "env", name })),
    ...paths.map((path) => leak({ kind: "file", path })),
    ...lines.map((line) => leak({ kind: "history", historyLine: line.replaceAll(CANARY, "•••") })),
  ],
  files: {},
  values: {},
  heredoc: dockerfile.includes("<<"),
  ssh: false,
  ...given,
  dockerfile: `FROM ${BASE}\n${dockerfile}`,
});

/** A case of `fixtures/dockerfile` on the base of the tests: same leaks, same text. */
export const fixture = (name: string, more: Pick<BuiltCase, "required"> & Partial<BuiltCase>): BuiltCase => {
  const one = readCases().find((each) => each.name === name);
  if (one === undefined) throw new Error(`there is no fixture ${name}`);
  const stages = new Set([...one.before.matchAll(/^FROM \S+ AS (\S+)/gim)].map((match) => match[1]));
  return {
    what: name,
    leaks: one.leaks,
    values: {},
    heredoc: one.before.includes("<<"),
    ssh: false,
    ...more,
    dockerfile: one.before
      .replace(/^#\s*syntax=.*\n/, "")
      .replace(/^(from)\s+(\S+)/gim, (all, from: string, image: string) =>
        stages.has(image) ? all : `${from} ${BASE}`,
      ),
    files: { ...one.files, ...more.files },
  };
};
