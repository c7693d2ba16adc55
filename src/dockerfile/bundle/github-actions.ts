import { isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import type { Edit } from "../edit.ts";
import { plainPath } from "./build-folder.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import { changeBuildPush } from "./github-build-push.ts";
import type { ChangeRequest } from "./kinds.ts";
import { eolOf, lineStart } from "./lines.ts";
import { startIn } from "./script-state.ts";
import { unreadable } from "./unreadable.ts";
import { columnOf } from "./yaml-edit.ts";
import { pairOf, parseYaml, rangeOf, shellOf } from "./yaml-text.ts";

export const isWorkflow = (path: string): boolean =>
  /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(path);

/** A step with what holds around it. */
interface Step {
  readonly step: YAMLMap;
  /** The `env` maps of the job and the workflow. */
  readonly outer: readonly YAMLMap[];
  /** `working-directory` that jobs and workflows set. */
  readonly folder: string | undefined;
  /** The shell of `run`, when it is not that of Linux. */
  readonly shell: string | undefined;
}

export const changeWorkflow = (request: ChangeRequest): Changed => {
  const documents = parseYaml(request.text);
  if (documents === undefined) return unreadable(request);
  const [root] = documents;
  if (!isMap(root)) return NOTHING;
  return joinChanges(stepsOf(root).map((one) => changeStep(request, one)));
};

const stepsOf = (root: YAMLMap): readonly Step[] => {
  const jobs = root.get("jobs");
  const all = isMap(jobs) ? jobs.items.map((pair) => pair.value) : [root.get("runs")];
  return all.filter(isMap).flatMap((job) => {
    const steps = job.get("steps");
    const outer = [job, root].map((one) => one.get("env")).filter(isMap);
    const folder = [job, root].map((one) => one.getIn(["defaults", "run", "working-directory"])).find(Boolean);
    const around = { outer, folder: folder ? String(folder) : undefined, shell: shellOfJob(job, root) };
    return isSeq(steps) ? steps.items.filter(isMap).map((step) => ({ step, ...around })) : [];
  });
};

/** Windows runs PowerShell. */
const shellOfJob = (job: YAMLMap, root: YAMLMap): string | undefined => {
  const set = [job, root].map((one) => one.getIn(["defaults", "run", "shell"])).find(Boolean);
  return set ? String(set) : /windows/i.test(String(job.get("runs-on") ?? "")) ? "pwsh" : undefined;
};

const changeStep = (request: ChangeRequest, one: Step): Partial<Changed> => {
  const run = one.step.get("run", true);
  if (isScalar(run) && typeof run.value === "string") return changeRun(request, one, run);
  return changeBuildPush(request, one.step);
};

const changeRun = (request: ChangeRequest, one: Step, run: Scalar): Partial<Changed> => {
  const shell = shellOf(request.text, run);
  const program = one.step.get("shell") ?? one.shell;
  if (shell === undefined || (program !== undefined && !/^(?:bash|sh)\b/.test(String(program)))) return {};
  const own = one.step.get("working-directory");
  const folder = own === undefined ? one.folder : String(own);
  const plain = folder === undefined ? "" : plainPath(folder);
  const { path, text, needs, context } = request;
  const off = /^\s*DOCKER_BUILDKIT:\s*["']?(?:0|false)\b/m.test(text);
  const state = { ...startIn(plain === undefined ? undefined : [plain]), buildkitOff: off };
  const canLift = (name: string, expression: string): boolean =>
    liftEdits(text, one, [[name, expression]]) !== undefined;
  const edited = editScript({
    path,
    text,
    ...shell,
    dialect: "yaml",
    needs,
    context,
    state,
    scriptFolder: "",
    canLift,
  });
  const lifted = liftEdits(text, one, [...edited.lifts]) ?? [];
  return { ...edited.changed, edits: [...edited.changed.edits, ...lifted] };
};

type Lifts = readonly (readonly [name: string, expression: string])[];

/** Gives the step environment variables. Undefined when one has another value there, or the text cannot be edited. */
const liftEdits = (text: string, { step, outer }: Step, lifts: Lifts): readonly Edit[] | undefined => {
  const own = step.get("env");
  const missing = lifts.filter(([name, expression]) => valueIn([own, ...outer], name) !== expression);
  if (missing.length === 0) return [];
  if (missing.some(([name]) => isMap(own) && own.has(name))) return undefined;
  if (isMap(own)) {
    const first = rangeOf(own.items[0]?.key)?.start;
    if (own.flow || first === undefined) return undefined;
    const at = lineStart(text, first);
    const column = text.slice(at, first);
    if (!/^ *$/.test(column)) return undefined;
    return [{ start: at, end: at, replacement: missing.map((one) => `${column}${entry(one)}${eolOf(text)}`).join("") }];
  }
  const key = rangeOf(pairOf(step, "run")?.key)?.start;
  if (own !== undefined || key === undefined || step.flow) return undefined;
  return [envBefore(text, key, missing)];
};

/** A new `env` in front of `run`. */
const envBefore = (text: string, key: number, missing: Lifts): Edit => {
  const column = columnOf(text, key);
  const lines = ["env:", ...missing.map((one) => `  ${entry(one)}`)];
  const eol = eolOf(text);
  return { start: key, end: key, replacement: lines.map((line) => line + eol + column).join("") };
};

const entry = ([name, expression]: Lifts[number]): string => `${name}: ${expression}`;

const valueIn = (maps: readonly unknown[], name: string): string | undefined => {
  const map = maps.find((one) => isMap(one) && one.has(name));
  return isMap(map) ? String(map.get(name)) : undefined;
};
