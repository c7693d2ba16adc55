import { isMap, type YAMLMap } from "yaml";
import type { BuildContext } from "../build-context.ts";
import { escapePattern } from "../parse/escape-pattern.ts";
import type { BuildTool } from "./build-command.ts";
import { findBuiltFile, plainPath } from "./build-folder.ts";
import type { BundleStep } from "./bundle.ts";
import type { Changed } from "./changed.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames } from "./needs.ts";
import { pairOf, rangeOf } from "./yaml-text.ts";

/** An action that may build: a person looks, when it is given a build argument that is gone. */
export const otherAction = ({ path, text, needs, context }: ChangeRequest, step: YAMLMap): Partial<Changed> => {
  const uses = String(step.get("uses") ?? "");
  const withs = step.get("with");
  const range = rangeOf(withs);
  if (!isMap(withs) || range === undefined) return {};
  const names = droppedNames(needs).filter((name) => passes(withs, name));
  const builds = BUILDS.test(uses) ? [{ path: dockerfileOf(withs, context), tool: toolOf(uses), at: range.start }] : [];
  if (names.length === 0) return { builds };
  const line = lineOf(text, rangeOf(pairOf(step, "uses")?.key)?.start ?? range.start);
  return { builds, handled: [range], steps: [{ path, line, ...adviceFor(uses, names) }] };
};

const BUILDS = /docker.*(?:build|publish)|buildah-build|kaniko/i;

const toolOf = (uses: string): BuildTool =>
  /kaniko/i.test(uses) ? "kaniko" : /buildah/i.test(uses) ? "buildah" : "docker";

/** The first Dockerfile that the inputs name; undefined when it is not in the tree. */
const dockerfileOf = (withs: YAMLMap, context: BuildContext): string | undefined => {
  const input = ["containerfiles", "dockerfiles", "file", "dockerfile"].map((key) => withs.get(key)).find(Boolean);
  const file = input === undefined ? undefined : plainPath(String(input).trim().split(/\s+/)[0] ?? "");
  const folder = plainPath(String(withs.get("context") ?? "."));
  if (folder === undefined || (input !== undefined && file === undefined)) return undefined;
  const found = findBuiltFile(context, { folders: [""], folder, file, fileIn: "cwd" });
  return found.kind === "file" ? found.path : undefined;
};

const passes = (withs: YAMLMap, name: string): boolean =>
  withs.items.some(
    (pair) =>
      new RegExp(`(?:^|[\\s,."'])${escapePattern(name)}(?:=|:\\s|\\s*$)`, "m").test(String(pair.value ?? "")) &&
      isArgs(String(pair.key)),
  );

const isArgs = (key: string): boolean => /arg|^set$|option|param|extra|command/i.test(key);

const adviceFor = (uses: string, names: readonly string[]): Pick<BundleStep, "code" | "reason" | "sketch"> => {
  const listed = names.join(", ");
  const action = uses.split("@")[0] ?? uses;
  if (/kaniko/i.test(action))
    return { code: "M10", reason: `${action} builds with kaniko, which has no secret mounts; it passes ${listed}` };
  const reason = `${action} passes the build argument ${listed}, which is gone`;
  if (/bake-action/.test(action))
    return { code: "M7", reason, sketch: names.map((name) => `*.secrets=id=${name},env=${name}`).join("\n") };
  if (/buildah-build/.test(action))
    return {
      code: "M7",
      reason,
      sketch: `extra-args: |\n${names.map((name) => `  --secret id=${name},env=${name}`).join("\n")}`,
    };
  return {
    code: "M7",
    reason,
    sketch: `docker/build-push-action with secrets: |\n${names.map((name) => `  ${name}=\${{ secrets.${name} }}`).join("\n")}`,
  };
};
