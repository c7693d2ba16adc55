import type { Span } from "../../domain/finding.ts";
import { findBuiltFile, plainPath } from "./build-folder.ts";
import type { BundleStep } from "./bundle.ts";
import { joinFolder } from "./edit-build.ts";
import type { ChangeRequest } from "./kinds.ts";
import { lineOf } from "./lines.ts";
import { droppedNames, type NeededSecret } from "./needs.ts";

export interface BakeArg extends Span {
  readonly name: string;
  /** As written: `NPM_TOKEN`, `"${NPM_TOKEN}"`. */
  readonly expression: string;
}

/** A target of a bake file. https://docs.docker.com/build/bake/reference/#target */
export interface BakeTarget extends Span {
  readonly name: string;
  readonly inherits: readonly string[];
  /** Undefined when it is not said, or by an expression. */
  readonly folder: string | undefined;
  readonly file: string | undefined;
  readonly args: readonly BakeArg[];
  /** `id=X,env=X` */
  readonly secrets: readonly string[];
  readonly ssh: boolean;
  /** The place of the Dockerfile is an expression. */
  readonly isComputed?: boolean;
}

interface Found {
  readonly kind: "ours" | "other";
  readonly builds: readonly string[];
  readonly handled: readonly Span[];
  readonly steps: readonly BundleStep[];
  readonly gone: readonly BakeArg[];
  readonly secrets: readonly NeededSecret[];
  readonly ssh: boolean;
}

/** What of a target goes and comes; a target that others inherit from serves what those build. */
export const bakeNeeds = (request: ChangeRequest, own: BakeTarget, all: readonly BakeTarget[]): Found => {
  const built = leaves(own, all).map((one) => dockerfileOf(request, one, all));
  const builds = built.flatMap((path) => path ?? []);
  const base = { builds, handled: [own], steps: [], gone: [], secrets: [], ssh: false };
  const needs = request.needs.filter((one) => builds.includes(one.dockerfile));
  const isOurs = (one: BakeTarget): boolean =>
    needs.some((need) => need.dockerfile === dockerfileOf(request, one, all));
  const names = droppedNames(built.includes(undefined) ? request.needs : needs);
  const gone = own.args.filter((one) => names.includes(one.name));
  const isMixed = built.some((path) => !needs.some((one) => one.dockerfile === path));
  if (isMixed && gone.length > 0) return { ...base, kind: "other", steps: [unknownStep(request, own, gone)] };
  const isShared = isAbstract(own, all) || ancestors(own, all).some((one) => isOurs(one) && !isAbstract(one, all));
  const required = needs.flatMap((one) => one.secrets);
  const declared = [own, ...ancestors(own, all)];
  const wanted = isShared ? required.filter((one) => gone.some((arg) => arg.name === one.id)) : required;
  const inherited = ancestors(own, all).flatMap((one) => one.args.map((arg) => arg.name));
  const secrets = wanted.filter(
    (one) =>
      one.pass !== "ssh" &&
      !declared.some((target) => target.secrets.some((text) => idOf(text) === one.id)) &&
      (gone.some((arg) => arg.name === one.id) || !inherited.includes(one.id)),
  );
  const ssh = !isShared && required.some((one) => one.pass === "ssh") && !declared.some((one) => one.ssh);
  if (gone.length === 0 && secrets.length === 0 && !ssh) return { ...base, kind: "other" };
  return isMixed ? { ...base, kind: "other" } : { ...base, kind: "ours", gone, secrets, ssh };
};

const idOf = (secret: string): string | undefined => /(?:^|,)id=([^,]+)/.exec(secret)?.[1];

/** Others inherit from it, and it does not say itself what it builds. */
const isAbstract = (own: BakeTarget, all: readonly BakeTarget[]): boolean =>
  own.folder === undefined &&
  own.file === undefined &&
  all.some((one) => one !== own && one.inherits.includes(own.name));

/** Those that inherit from it, and the target itself when it builds. */
const leaves = (own: BakeTarget, all: readonly BakeTarget[], depth = 0): readonly BakeTarget[] => {
  const heirs = depth < 10 ? all.filter((one) => one.inherits.includes(own.name) && one !== own) : [];
  return [...(isAbstract(own, all) ? [] : [own]), ...heirs.flatMap((one) => leaves(one, all, depth + 1))];
};

const ancestors = (own: BakeTarget, all: readonly BakeTarget[], depth = 0): readonly BakeTarget[] => {
  const parents = depth < 10 ? all.filter((one) => own.inherits.includes(one.name) && one !== own) : [];
  return parents.flatMap((one) => [one, ...ancestors(one, all, depth + 1)]);
};

/** Undefined when it is not known. */
const dockerfileOf = (request: ChangeRequest, own: BakeTarget, all: readonly BakeTarget[]): string | undefined => {
  const line = [own, ...ancestors(own, all).toReversed()];
  if (line.some((one) => one.isComputed)) return undefined;
  const folder = plainPath(line.find((one) => one.folder !== undefined)?.folder ?? ".");
  const file = line.find((one) => one.file !== undefined)?.file;
  const plainFile = file === undefined ? undefined : plainPath(file);
  if (folder === undefined || (file !== undefined && plainFile === undefined)) return undefined;
  const base = request.path.slice(0, request.path.lastIndexOf("/") + 1);
  const from = { folders: [...new Set([base, ""])], folder, file: plainFile, fileIn: "folder" as const };
  const found = findBuiltFile(request.context, from);
  return found.kind === "file" ? found.path : undefined;
};

/** `id=X,env=Y`: a variable of bake has the value of the environment variable of its name. */
export const bakeSecret = (secret: NeededSecret, own: BakeTarget, gone: readonly BakeArg[]): string => {
  if (secret.pass === "file") return `id=${secret.id},src=${joinFolder(own.folder ?? ".", secret.source)}`;
  const expression = gone.find((one) => one.name === secret.id)?.expression ?? "";
  const name = variableOf(expression);
  return `id=${secret.id},env=${name ?? secret.source}`;
};

const variableOf = (expression: string): string | undefined =>
  /^"\$\{\s*([A-Za-z_]\w*)\s*\}"$|^([A-Za-z_]\w*)$/.exec(expression)?.slice(1).find(Boolean);

const unknownStep = ({ path, text }: ChangeRequest, own: BakeTarget, gone: readonly BakeArg[]): BundleStep => ({
  code: "M7",
  path,
  line: lineOf(text, own.start),
  reason: `the target ${own.name} passes ${gone.map((one) => one.name).join(", ")} to Dockerfiles of which some still need it, or are not known`,
  sketch: `secret = [${gone.map((one) => `"id=${one.name},env=${one.name}"`).join(", ")}]`,
});

/** Steps beside an edit: values that were written in the file, and text that was not edited. */
export const bakeSteps = (
  { path, text }: ChangeRequest,
  own: BakeTarget,
  result: { readonly gone: readonly BakeArg[]; readonly isEdited: boolean; readonly secrets: readonly NeededSecret[] },
): readonly BundleStep[] => {
  if (!result.isEdited)
    return [
      {
        code: "M7",
        path,
        line: lineOf(text, own.start),
        reason: `the target ${own.name} is written in a way that cannot be edited safely`,
        sketch: `secret = [${result.secrets.map((one) => `"id=${one.id},env=${one.source}"`).join(", ")}]`,
      },
    ];
  return result.gone.flatMap((one) => {
    if (variableOf(one.expression) !== undefined || one.expression === '""' || one.expression === "") return [];
    const isLiteral = /^"[^"$%]*"$/.test(one.expression);
    const reason = isLiteral
      ? `the value of ${one.name} was written here; set ${one.name} in the environment, and rotate the value`
      : `the value of ${one.name} was computed here; set ${one.name} in the environment of bake`;
    return [{ code: isLiteral ? ("R11" as const) : ("M7" as const), path, line: lineOf(text, one.start), reason }];
  });
};
