import type { Span } from "../../domain/finding.ts";
import { type Folders, inTree, plainPath } from "./build-folder.ts";
import { type Changed, joinChanges, NOTHING } from "./changed.ts";
import { editScript } from "./edit-script.ts";
import { closing, MAX_REFERENCE, mask, maskEscapes, plainLineEnds } from "./host-text.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { type ScriptState, startIn } from "./script-state.ts";

export const isJenkinsfile = (path: string): boolean =>
  /(?:^|\/)Jenkinsfile(?:[.-][\w.-]+)?$|\.jenkinsfile$|(?:^|\/)[\w.-]*[Jj]enkins[\w.-]*\.groovy$|(?:^|\/)vars\/\w+\.groovy$/.test(
    path,
  );

/** Strings that a `sh` step runs, at the root of the workspace. */
export const changeJenkinsfile = (request: ChangeRequest): Changed => {
  const { path, text, needs, context } = request;
  if (!/docker|podman|buildah|kaniko/.test(text)) return NOTHING;
  const off = /DOCKER_BUILDKIT\s*=\s*["']?(?:0|false)/.test(text);
  const folders = dirBlocks(text);
  const stateAt = (offset: number): ScriptState => ({ ...startIn(folderAt(folders, offset)), buildkitOff: off });
  const scripts = shellStrings(text).map(({ start, flat, dialect }) =>
    editScript({ path, text, start, flat, dialect, needs, context, state: stateAt(start), scriptFolder: "" }),
  );
  return joinChanges([...scripts.map((one) => one.changed), dockerPlugin(request)]);
};

interface DirBlock extends Span {
  /** Undefined when it is not a plain string. */
  readonly folder: string | undefined;
}

/** `dir("web") { ... }` */
const dirBlocks = (text: string): readonly DirBlock[] =>
  [...text.matchAll(/\bdir\s*\(\s*([^)]*?)\s*\)\s*\{/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    const end = closing(text, open);
    const folder = /^(["'])([^"'$]*)\1$/.exec(match[1] ?? "")?.[2];
    return { start: open, end: end < 0 ? text.length : end, folder: folder && plainPath(folder) };
  });

const folderAt = (blocks: readonly DirBlock[], offset: number): Folders => {
  const around = blocks.filter((one) => one.start < offset && offset < one.end);
  if (around.some((one) => one.folder === undefined)) return undefined;
  return [around.reduce((folder, one) => inTree(folder, one.folder ?? ""), "")];
};

interface ShellString {
  readonly start: number;
  readonly flat: string;
  readonly dialect: "groovy" | "shell";
}

const SH = /\bsh\s*(?:\(\s*)?(?:script\s*:\s*)?(?=["'])/g;

const shellStrings = (text: string): readonly ShellString[] =>
  [...text.matchAll(SH)].flatMap((match) => {
    const at = match.index + match[0].length;
    const quote = /^(?:'''|"""|'|")/.exec(text.slice(at))?.[0] ?? "";
    const body = new RegExp(`(?:\\\\[\\s\\S]|(?!${quote})[\\s\\S])*`, "y");
    body.lastIndex = at + quote.length;
    const found = body.exec(text)?.[0];
    if (found === undefined || !text.startsWith(quote, body.lastIndex)) return [];
    if (/^\s*\+/.test(text.slice(body.lastIndex + quote.length))) return [];
    const dialect = quote.startsWith('"') ? ("groovy" as const) : ("shell" as const);
    return [{ start: at + quote.length, flat: plainLineEnds(flatten(found, dialect === "groovy")), dialect }];
  });

/** Escapes of Groovy, and in double quotes its own `${...}`. */
const flatten = (body: string, interpolates: boolean): string => {
  let result = "";
  for (let at = 0; at < body.length; at += 1) {
    const end = interpolates && body.startsWith("${", at) ? closing(body, at + 1, MAX_REFERENCE) : -1;
    if (body[at] === "\\") {
      result += maskEscapes(body.slice(at, at + 2));
      at += 1;
    } else if (end > 0) {
      result += mask(end + 1 - at);
      at = end;
    } else result += body[at] ?? "";
  }
  return result;
};

/** `docker.build("name", "--build-arg ...")` of the Docker Pipeline plugin. */
const dockerPlugin = ({ path, text, needs }: ChangeRequest): Partial<Changed> => {
  const calls = [...text.matchAll(/\bdocker\.build\s*(?=\()(?!.*--secret)/g)];
  const flags = needs[0]?.secrets.map((one) => one.flag).join(" ") ?? "";
  return {
    handled: calls.map((call) => {
      const end = closing(text, call.index + call[0].length);
      return { start: call.index, end: end < 0 ? call.index : end };
    }),
    steps: calls.map((call) => ({
      code: "M10",
      path,
      line: lineOf(text, call.index),
      reason: "docker.build of the Docker Pipeline plugin builds without BuildKit unless DOCKER_BUILDKIT=1 is set",
      sketch: `withEnv(["DOCKER_BUILDKIT=1"]) { docker.build(NAME, "${flags} .") }`,
    })),
  };
};
