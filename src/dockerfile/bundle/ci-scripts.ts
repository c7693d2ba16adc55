import type { BuildContext } from "../build-context.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import { type Folders, plainPath } from "./build-folder.ts";
import { type Changed, joinChanges } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { type ScriptState, startIn } from "./script-state.ts";
import { unreadable } from "./unreadable.ts";
import { type PlacedScalar, parseYaml, scalarsOf, shellOf } from "./yaml-text.ts";

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
  return (
    main !== undefined && new RegExp(`(?:local:|-|include:)\\s*["']?/?${escapePattern(path)}["']?\\s*$`, "m").test(main)
  );
};

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
  if (documents === undefined) return unreadable(request);
  const off = /^\s*-?\s*["']?DOCKER_BUILDKIT["']?\s*[:=]\s*["']?(?:0|false)\b/m.test(request.text);
  const scalars = documents.flatMap((one) => scalarsOf(one)).filter((one) => scriptKey(one) !== undefined);
  let state: ScriptState = startIn(undefined);
  let shellId = "";
  const parts: Partial<Changed>[] = [];
  for (const placed of scalars) {
    const shell = shellOf(request.text, placed.scalar);
    if (shell === undefined) continue;
    const id = shellOfLines(placed);
    if (id === "" || id !== shellId) state = { ...startIn(foldersOf(placed, scalars)), buildkitOff: off };
    shellId = id;
    const { path, text, needs, context } = request;
    const edited = editScript({ path, text, ...shell, dialect: "yaml", needs, context, state, scriptFolder: "" });
    state = edited.state;
    parts.push(edited.changed);
  }
  return joinChanges([...parts, ...oldDocker(request, parts)]);
};

/** The key whose text is run; a hidden key of GitLab CI holds lines for others. */
const scriptKey = ({ path }: PlacedScalar): string | undefined => {
  const key = path.findLast((one) => one !== "-");
  return key !== undefined && (SCRIPT_KEYS.has(key) || (path[0] === key && key.startsWith("."))) ? key : undefined;
};

/** Lines that run one after the other in one shell; empty for a text of its own. */
const shellOfLines = (placed: PlacedScalar): string => {
  const key = scriptKey(placed) ?? "";
  const owner = placed.path.slice(0, placed.path.lastIndexOf(key)).join("/");
  if (/^(?:before_script|script|before_install|install)$/.test(key)) return `${owner}/script`;
  return placed.path.at(-1) === "-" ? `${owner}/${key}` : "";
};

/** The root, or what the step says. A job that another job's lines may have moved is not known. */
const foldersOf = (placed: PlacedScalar, all: readonly PlacedScalar[]): Folders => {
  const own = placed.maps.findLast((map) => FOLDER_KEYS.some((key) => map.has(key)) && !map.has("steps"));
  const folder = own && FOLDER_KEYS.map((key) => own.get(key)).find((value) => value !== undefined);
  if (folder !== undefined) {
    const plain = plainPath(String(folder));
    return plain === undefined ? undefined : [plain];
  }
  const moved = all.some(
    (one) => one.path[0] !== placed.path[0] && scriptKey(one) === "before_script" && MOVES.test(one.scalar.value),
  );
  return moved ? undefined : [""];
};

const FOLDER_KEYS = ["working_directory", "workingDirectory", "dir"];
const MOVES = /(?:^|[;&\n])\s*(?:cd|pushd)\s/;

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
