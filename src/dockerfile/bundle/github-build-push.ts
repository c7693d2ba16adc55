import { isMap, type YAMLMap } from "yaml";
import type { Edit } from "../edit.ts";
import { type BuildArg, readBuildArg } from "./arg-value.ts";
import { findBuiltFile, plainPath } from "./build-folder.ts";
import type { BundleStep } from "./bundle.ts";
import type { Changed } from "./changed.ts";
import { joinFolder } from "./edit-build.ts";
import { actionInputs, type InputLine, rewriteInputs } from "./github-inputs.ts";
import { otherAction } from "./github-other-action.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames, type NeededSecret, type Needs } from "./needs.ts";
import { neededBy } from "./stage-needs.ts";
import { rangeOf } from "./yaml-text.ts";

/** `docker/build-push-action`, inputs as of version 6: https://github.com/docker/build-push-action#inputs */
export const changeBuildPush = (request: ChangeRequest, step: YAMLMap): Partial<Changed> => {
  const uses = String(step.get("uses") ?? "");
  const withs = step.get("with");
  if (!/^(?:https:\/\/\S+\/)?(?:docker|depot)\/build-push-action@/.test(uses)) return otherAction(request, step);
  return isMap(withs) ? changeInputs(request, withs, !/@v?[1-4](?:\.|$)/.test(uses)) : {};
};

const changeInputs = (request: ChangeRequest, withs: YAMLMap, hasEnvs: boolean): Partial<Changed> => {
  const folder = String(withs.get("context") ?? ".");
  const target = findNeeds(request, withs, folder);
  const range = rangeOf(withs);
  const handled = range ? { handled: [range] } : {};
  const lines = argLines(request.text, withs);
  if (target.kind === "other") return { ...handled, builds: buildOf(withs, target.path) };
  if (target.kind === "unknown") {
    const names = lines.map((one) => one.arg.name).filter((name) => droppedNames(request.needs).includes(name));
    const base = { ...handled, builds: buildOf(withs, undefined) };
    if (names.length > 0) return { ...base, steps: [unknownStep(request, withs, names)] };
    return { ...base, unclear: range ? [range.start] : [] };
  }
  const { own } = target;
  const base = { ...handled, builds: buildOf(withs, own.dockerfile) };
  const gone = lines.filter((one) => own.dropped.includes(one.arg.name));
  const edits = editInputs(request.text, withs, { own, gone, folder, hasEnvs });
  if (edits === undefined) return { ...base, steps: [unsafeStep(request, withs, own)] };
  const steps = gone.filter((one) => one.arg.value.kind === "literal").map((one) => literalStep(request, one));
  return { ...base, edits, steps, notes: edits.length > 0 ? notesOf(withs, own, gone) : [] };
};

const buildOf = (withs: YAMLMap, path: string | undefined): Changed["builds"] => [
  { path, tool: "docker", at: rangeOf(withs)?.start ?? 0 },
];

interface ArgLine extends InputLine {
  readonly arg: BuildArg;
}

const argLines = (text: string, withs: YAMLMap): readonly ArgLine[] =>
  actionInputs(text, withs, "build-args").map((one) => ({ ...one, arg: readBuildArg(one.text, "yaml") }));

type Target =
  | { readonly kind: "ours"; readonly own: Needs }
  | { readonly kind: "other"; readonly path: string }
  | { readonly kind: "unknown" };

/** `file` is from the root of the workspace; a Git context, the default, is that root too. */
const findNeeds = ({ needs, context }: ChangeRequest, withs: YAMLMap, folder: string): Target => {
  const file = withs.get("file");
  const git = /^\$\{\{\s*(?:github\.workspace|env\.GITHUB_WORKSPACE|gitea\.workspace)\s*\}\}$/.test(folder);
  const plain = git ? "." : plainPath(folder.replace(/^\{\{defaultContext\}\}:?/, "./"));
  const plainFile = file === undefined ? undefined : plainPath(String(file));
  if (file === undefined ? plain === undefined : plainFile === undefined) return { kind: "unknown" };
  const found = findBuiltFile(context, { folders: [""], folder: plain ?? ".", file: plainFile, fileIn: "cwd" });
  if (found.kind !== "file") return { kind: "unknown" };
  const own = needs.find((one) => one.dockerfile === found.path);
  const target = withs.get("target");
  const secrets = own && neededBy(context, own, target ? String(target) : undefined);
  return own && secrets ? { kind: "ours", own: { ...own, secrets } } : { kind: "other", path: found.path };
};

interface InputEdit {
  readonly own: Needs;
  readonly gone: readonly ArgLine[];
  readonly folder: string;
  readonly hasEnvs: boolean;
}

const editInputs = (text: string, withs: YAMLMap, how: InputEdit): readonly Edit[] | undefined => {
  const { own, gone } = how;
  const present = new Set(
    ["secrets", "secret-envs", "secret-files"].flatMap((key) =>
      actionInputs(text, withs, key).map((one) => one.text.replace(/^["']/, "").split("=")[0] ?? ""),
    ),
  );
  const missing = own.secrets.filter((one) => one.pass !== "ssh" && !present.has(one.id));
  const lines = missing.map((one) => secretLine(one, how));
  const adds = ["secrets", "secret-envs", "secret-files"].map((key) => ({
    key,
    lines: lines.filter((one) => one.key === key).map((one) => one.line),
  }));
  if (own.secrets.some((one) => one.pass === "ssh") && !withs.has("ssh")) adds.push({ key: "ssh", lines: ["default"] });
  return rewriteInputs(text, withs, { gone, adds: adds.filter((one) => one.lines.length > 0) });
};

/** `secret-envs` came with version 5.1. */
const secretLine = (
  secret: NeededSecret,
  { gone, folder, hasEnvs }: InputEdit,
): { readonly key: string; readonly line: string } => {
  if (secret.pass === "file")
    return {
      key: "secret-files",
      line: `${secret.id}=${joinFolder(folder.startsWith("${{") ? "." : folder, fileOf(secret))}`,
    };
  const arg = gone.find((one) => one.arg.name === secret.id)?.arg;
  if (arg?.value.kind === "env" && (arg.word === undefined || /\{\{/.test(arg.word)))
    return hasEnvs
      ? { key: "secret-envs", line: `${secret.id}=${arg.value.name}` }
      : { key: "secrets", line: `${secret.id}=\${{ env.${arg.value.name} }}` };
  if (arg?.word !== undefined && arg.value.kind !== "literal" && arg.value.kind !== "empty")
    return { key: "secrets", line: `${secret.id}=${arg.word}` };
  return { key: "secrets", line: `${secret.id}=\${{ secrets.${secret.source.replace(/\W/g, "_")} }}` };
};

/** No shell expands a path of an input; a login does not belong into the workspace. */
const fileOf = ({ source }: NeededSecret): string => source.replace(/^\$HOME(?=\/)/, () => `\${{ runner.temp }}`);

/** What a person reads beside the change. */
const notesOf = (withs: YAMLMap, own: Needs, gone: readonly ArgLine[]): readonly string[] => [
  ...own.secrets
    .filter((one) => one.pass === "env" && !gone.some((line) => line.arg.name === one.id))
    .map((one) => `nothing passed ${one.id} before: the repository secret ${one.source} must exist`),
  ...own.secrets.flatMap((one) =>
    one.pass === "ssh" ? ["ssh: default needs an agent with the key: start one in a step before"] : [],
  ),
  ...own.secrets.flatMap((one) =>
    one.pass === "file"
      ? [
          `secret-files: ${fileOf(one)} must exist ${one.source.startsWith("$") ? "" : "in the workspace "}before this step`,
        ]
      : [],
  ),
  ...(/mode=max/.test(String(withs.get("provenance") ?? ""))
    ? ["provenance: mode=max keeps the build arguments of images built before; mode=min does not"]
    : []),
  ...(/mode=max/.test(String(withs.get("cache-to") ?? ""))
    ? ["cache-to: mode=max keeps the layers of earlier builds: delete that cache"]
    : []),
];

const lineOfNode = ({ text }: ChangeRequest, node: YAMLMap): number => lineOf(text, rangeOf(node)?.start ?? 0);

const unknownStep = (request: ChangeRequest, withs: YAMLMap, names: readonly string[]): BundleStep => ({
  code: "M7",
  path: request.path,
  line: lineOfNode(request, withs),
  reason: `the step passes the build argument ${names.join(", ")}, and which Dockerfile it builds is not known`,
  sketch: `secrets: |\n${names.map((name) => `  ${name}=\${{ secrets.${name} }}`).join("\n")}`,
});

const unsafeStep = (request: ChangeRequest, withs: YAMLMap, own: Needs): BundleStep => ({
  code: "M7",
  path: request.path,
  line: lineOfNode(request, withs),
  reason: `the inputs of the build of ${own.dockerfile} are written in a way that cannot be edited safely`,
  sketch: `secrets: |\n${own.secrets.map((one) => `  ${one.id}=\${{ secrets.${one.source} }}`).join("\n")}`,
});

const literalStep = ({ path, text }: ChangeRequest, line: ArgLine): BundleStep => ({
  code: "R11",
  path,
  line: lineOf(text, line.start),
  reason: `the value of ${line.arg.name} was written here; make it the repository secret ${line.arg.name}, and rotate the value`,
});
