import type { FixedDockerfile } from "./bundle.ts";

/** What a build must pass. `env`: from the environment variable `source`; `file`: from a path in the build context. */
export interface NeededSecret {
  readonly id: string;
  readonly pass: "env" | "file" | "ssh";
  readonly source: string;
  /** The RUN has it as a variable that the builder sets, so a final line end of a file would be part of it. */
  readonly isVariable: boolean;
  /** `--secret id=NPM_TOKEN,env=NPM_TOKEN` */
  readonly flag: string;
}

/** What builds of one Dockerfile must pass, and must not pass any more. */
export interface Needs {
  readonly dockerfile: string;
  readonly secrets: readonly NeededSecret[];
  readonly dropped: readonly string[];
}

/** Dockerfiles whose builds change. */
export const readNeeds = (dockerfiles: readonly FixedDockerfile[]): readonly Needs[] =>
  dockerfiles
    .map(({ path, moved, droppedArgs }) => ({
      dockerfile: path.replace(/^\.?\//, ""),
      secrets: [...new Map(moved.map((one) => [one.buildFlag, readFlag(one)])).values()],
      dropped: droppedArgs,
    }))
    .filter((one) => one.secrets.length > 0 || one.dropped.length > 0);

/** The form of a moved secret is that of the mount; the flag tells where the build takes it from. */
const readFlag = ({ id, form, source, buildFlag }: FixedDockerfile["moved"][number]): NeededSecret => {
  if (buildFlag.startsWith("--ssh")) return { id, pass: "ssh", source, isVariable: false, flag: buildFlag };
  const [, from, where = source] = /,(env|src)=(.*)$/.exec(buildFlag) ?? [];
  return { id, pass: from === "src" ? "file" : "env", source: where, isVariable: form === "env", flag: buildFlag };
};

/** Names that no build of these passes any more. */
export const droppedNames = (needs: readonly Needs[]): readonly string[] => [
  ...new Set(needs.flatMap((one) => one.dropped)),
];
