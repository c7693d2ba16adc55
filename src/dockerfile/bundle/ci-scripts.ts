import type { BuildContext } from "../build-context.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { type ScriptState, startIn } from "./script-state.ts";
import { parseYaml, scalarsOf, shellOf } from "./yaml-text.ts";

/** CI systems whose files hold shell lines. */
export const isCiFile = (path: string, context: BuildContext): boolean =>
  /(?:^|\/)(?:\.?[\w-]*gitlab-ci[\w-]*|azure-pipelines[\w.-]*|bitbucket-pipelines|\.drone|\.woodpecker|\.travis|buildspec[\w.-]*|[Tt]askfile|\.cirrus|appveyor|skaffold)\.ya?ml$/.test(
    path,
  ) ||
  /(?:^|\/)\.(?:gitlab|gitlab-ci|circleci|azure-pipelines|azuredevops|buildkite|woodpecker|semaphore|pipelines)\/.*\.ya?ml$/.test(
    path,
  ) ||
  /(?:^|\/)(?:gitlab-ci|azure-pipelines|ci|pipelines)\/.*\.ya?ml$/.test(path) ||
  isIncluded(path, context);

/** Local files that `.gitlab-ci.yml` includes. */
const isIncluded = (path: string, context: BuildContext): boolean => {
  if (!/\.ya?ml$/.test(path)) return false;
  const main = context.read(".gitlab-ci.yml");
  return main !== undefined && new RegExp(`(?:local:|-|include:)\\s*["']?/?${literal(path)}["']?\\s*$`, "m").test(main);
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Keys whose text is run by a shell. */
const SCRIPT_KEYS = new Set(
  (
    "script before_script after_script run command commands bash cmds cmd install before_install after_success " +
    "after_failure before_deploy after_deploy before_cache deploy sh shell steps"
  ).split(" "),
);

/** Changes the shell lines; the lines of one list run in one shell. */
export const changeCiScripts = (request: ChangeRequest): Changed => {
  const documents = parseYaml(request.text);
  if (documents === undefined) return NOTHING;
  const off = /^\s*-?\s*["']?DOCKER_BUILDKIT["']?\s*[:=]\s*["']?(?:0|false)\b/m.test(request.text);
  const start: ScriptState = { ...startIn([""]), buildkitOff: off };
  let state = start;
  let list = "";
  const parts: Partial<Changed>[] = [];
  for (const { path, scalar } of documents.flatMap((one) => scalarsOf(one))) {
    const key = path.findLast((one) => one !== "-") ?? "";
    if (!SCRIPT_KEYS.has(key)) continue;
    const shell = shellOf(request.text, scalar);
    if (shell === undefined) continue;
    const place = path.at(-1) === "-" ? path.slice(0, path.lastIndexOf(key) + 1).join("/") : "";
    if (place === "" || place !== list) state = start;
    list = place;
    const { path: file, text, needs, context } = request;
    const edited = editScript({ path: file, text, ...shell, dialect: "yaml", needs, context, state, scriptFolder: "" });
    state = edited.state;
    parts.push(edited.changed);
  }
  return joinChanges([...parts, ...oldDocker(request, parts)]);
};

/** Docker before 23 builds without BuildKit unless told. */
const oldDocker = ({ text }: ChangeRequest, parts: readonly Partial<Changed>[]): readonly Partial<Changed>[] => {
  const changes = parts.some((one) => (one.edits ?? []).length > 0);
  const image = /\bdocker:(1[789]|2[012])(?:[.\-\w]*)/.exec(text);
  if (!changes || image === null || /DOCKER_BUILDKIT["']?\s*[:=]\s*["']?1|buildx build/.test(text)) return [];
  return [
    {
      notes: [
        `docker ${image[1]} (line ${lineOf(text, image.index)}) builds without BuildKit unless DOCKER_BUILDKIT=1 is set: set it, or use docker 23 or newer`,
      ],
    },
  ];
};
