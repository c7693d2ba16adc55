import type { Leak } from "../leak.ts";
import type { ManualCode } from "../manual.ts";
import { readPairs } from "../parse/pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { shellAt } from "../parse/scope.ts";
import { stageSketch } from "../stage/stage-sketch.ts";
import { runTimeSketch } from "./run-time-sketch.ts";

/** What a sketch is about: no value of it is ever part of one. */
export interface Sketched {
  readonly code: ManualCode;
  readonly leak: Leak;
  readonly file: ParsedDockerfile;
  /** The instruction of the step. */
  readonly at?: Instruction;
}

/** The lines to aim for. */
export const mountSketch = (of: Sketched): string | undefined => SKETCHES[of.code]?.(of);

const variableOf = ({ leak, at }: Sketched): string => {
  const named = [leak.name, at && /^(?:ARG|ENV)$/.test(at.keyword) ? readPairs(at)[0]?.name : undefined];
  return named.find((name) => name !== undefined && /^[A-Za-z_]\w*$/.test(name)) ?? "NAME";
};

const mount = (of: Sketched, run = "RUN", command = "..."): string => {
  if (of.leak.kind === "file")
    return `${run} --mount=type=secret,id=...,target=/${(of.leak.path ?? "").replace(/^\//, "")} ${command}`;
  const name = variableOf(of);
  return `${run} --mount=type=secret,id=${name},env=${name} ${command}`;
};

/** Accounts of the system, and the file of a web server's users; every other program has its own way. */
const passwordSketch = ({ file, at }: Sketched): string | undefined => {
  const text = at ? flatText(file, at) : "";
  if (/\bhtpasswd\b/.test(text))
    return 'htpasswd -cB htpasswd NAME   # outside the build\ndocker run -v "$PWD/htpasswd:/PATH/OF/.htpasswd:ro" IMAGE';
  return /\b(?:chpasswd|useradd|usermod|adduser|passwd|mkpasswd)\b/.test(text)
    ? "RUN useradd --create-home NAME   # no password: log in with a key, or set one when the container starts"
    : undefined;
};

/** A label goes, a file that the builder writes is written by a step; for ADD see {@link fetchSketch}. */
const builderSketch = (of: Sketched): string | undefined => {
  if (of.at?.keyword === "LABEL") return "# delete it from LABEL: who can pull the image can read its labels";
  if (of.at?.keyword !== "COPY" || of.at.heredocs.length === 0) return fetchSketch(of);
  const path = of.at.words.at(-1)?.text ?? "FILE";
  return mount({ ...of, leak: { ...of.leak, kind: "history" } }, "RUN", `echo ... > ${path} && use && rm ${path}`);
};

/** gcloud reads a key file without keeping it. Source: gcloud topic configurations, auth/credential_file_override. */
const loginSketch = (of: Sketched): string => {
  const isGcloud = of.at !== undefined && /\bactivate-service-account\b/.test(flatText(of.file, of.at));
  if (!isGcloud || of.leak.kind !== "file") return mount(of);
  return mount(
    of,
    "RUN",
    `CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE=/${(of.leak.path ?? "").replace(/^\//, "")} gcloud ...`,
  );
};

/** BuildKit 0.23 and newer read these two for ADD of a URL, which must not hold the value any more. */
const fetchSketch = (of: Sketched): string | undefined => {
  if (of.at?.keyword !== "ADD") return undefined;
  const name = variableOf(of);
  const url = (of.at.json ?? of.at.words).find(({ text }) => text.includes("://"))?.text ?? "";
  const host = /^\w+:\/\/(?:[^/@]*@)?([\w.-]+)(?=[:/?#]|$)/.exec(url)?.[1] ?? "HOST";
  const isGit = /\.git(?:[#?]|$)/.test(url) || of.at.flags.some((flag) => flag.name === "keep-git-dir");
  const fetch = isGit
    ? `git -c url."https://$${name}@${host}/".insteadOf="https://${host}/" clone URL DIRECTORY`
    : `curl -fsSL -H "Authorization: Bearer $${name}" -o FILE URL`;
  const id = isGit ? `GIT_AUTH_TOKEN.${host}` : `HTTP_AUTH_TOKEN_${host}`;
  return [
    mount({ ...of, leak: { ...of.leak, kind: "history" } }, "RUN", fetch),
    `# or, with BuildKit 0.23 or newer, take the value out of the URL of ADD, and: docker build --secret id=${id},env=${name} .`,
  ].join("\n");
};

/** Docker builds Windows containers without BuildKit, which alone knows mounts. */
const shellSketch = (of: Sketched): string =>
  of.at !== undefined && /^(?:cmd|powershell)(?:\.exe)?$/i.test(shellAt(of.file, of.at))
    ? `${mount(of)}\n# or, where docker builds Windows containers and knows no --mount, in a stage that does not ship:\n${stageSketch(of.file, of.at)}`
    : mount(of);

const SKETCHES: Readonly<Partial<Record<ManualCode, (of: Sketched) => string | undefined>>> = {
  M1: (of) => runTimeSketch(of.leak, { file: of.file, name: variableOf(of) }),
  M3: (of) =>
    `printf %s "$${variableOf(of)}" | docker login --username USER --password-stdin REGISTRY   # before docker build`,
  M4: (of) => mount(of, "ONBUILD RUN"),
  M5: (of) => (of.leak.kind === "file" ? `${mount(of)}\n# or\n${stageSketch(of.file, of.at)}` : mount(of)),
  M6: builderSketch,
  M7: shellSketch,
  M8: (of) => mount(of, "RUN", "./SCRIPT"),
  M9: (of) =>
    `${mount(of, "RUN", of.leak.kind === "file" ? "..." : "write && use && rm")}\n# or\n${stageSketch(of.file, of.at)}`,
  M10: (of) => `DOCKER_BUILDKIT=1 docker build --secret id=${variableOf(of)},env=${variableOf(of)} .`,
  M11: passwordSketch,
  M12: (of) => runTimeSketch(of.leak, { file: of.file, name: variableOf(of) }),
  M13: () => 'docker run -v "$HOME/.docker/config.json:/root/.docker/config.json:ro" IMAGE',
  M14: (of) => mount(of, "RUN", `command "$${variableOf(of)}"`),
  M15: (of) => mount(of),
  M16: () => "RUN --mount=type=secret,id=FETCH_TOKEN,env=FETCH_TOKEN fetch ... && use ... && rm ...",
  R3: (of) => mount(of),
  R4: (of) => mount(of),
  R5: (of) => mount(of),
  R6: () => "RUN --mount=type=ssh,required=true ...",
  R7: loginSketch,
  R11: (of) => mount(of, "RUN", `command "$${variableOf(of)}"`),
};
