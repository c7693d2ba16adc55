import type { Leak } from "../leak.ts";
import { literalSpans } from "../literal/literals.ts";
import { fileUse } from "../mount/file-uses.ts";
import { mountOptions } from "../mount/mount.ts";
import { argumentText } from "../parse/argument-text.ts";
import { readPairs } from "../parse/pairs.ts";
import { flatText, type Instruction, type ParsedDockerfile } from "../parse/parsed-dockerfile.ts";
import { bringing, copySource, type Place, pathInImage, pathsOf, type Source } from "./file-places.ts";
import { alignMasked, contradicts, readHistoryLine } from "./history-line.ts";
import { isInside, writes, writesName } from "./written-place.ts";

/** `moved`: the secret is mounted already. `nowhere`: `reason` says why no instruction is known. */
export type Location =
  | { readonly kind: "at"; readonly places: readonly Place[] }
  | { readonly kind: "moved" }
  | { readonly kind: "nowhere"; readonly reason: string };

/** The instructions that brought a leak into the image. */
export const locate = (leak: Leak, source: Source): Location => {
  const places =
    leak.kind === "file" ? fileSources(leak, source) : candidates(leak, source).map((at): Place => ({ at }));
  if (places.length > 0) return { kind: "at", places };
  const isReplaced = source.file.instructions.some((at) => literalSpans(leak, source.file, at)?.literals.length === 0);
  const isGone = leak.kind === "file" ? isFileMoved(leak, source) : isMounted(leak, source.file);
  if (isReplaced || isGone) return { kind: "moved" };
  return { kind: "nowhere", reason: nowhere(leak) };
};

const candidates = (leak: Leak, source: Source): readonly Instruction[] => {
  if (leak.kind === "env") return declaring(source.file, "ENV", leak.name);
  if (leak.kind === "label") return declaring(source.file, "LABEL", leak.name);
  if (leak.kind === "command") return commandSources(leak, source.file);
  return namedOrWritten(leak, source.file);
};

/** Of several instructions of one kind, the last one counts; every ONBUILD stands for itself. */
const commandSources = ({ field = "" }: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  const position = /^OnBuild\[(\d+)\]/.exec(field)?.[1];
  if (position !== undefined)
    return file.instructions
      .filter((one) => one.keyword === "ONBUILD")
      .slice(Number(position))
      .slice(0, 1);
  const keyword = /^(?:Cmd|Entrypoint|Healthcheck|Shell)/.exec(field)?.[0].toUpperCase();
  return file.instructions
    .filter((one) => (keyword === undefined ? COMMANDS.has(one.keyword) : one.keyword === keyword))
    .slice(-1);
};

const COMMANDS = new Set(["CMD", "ENTRYPOINT", "HEALTHCHECK"]);

/** History and attestations tell of build arguments first, then of what the instructions say themselves. */
const namedOrWritten = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  for (const keyword of ["ARG", "ENV", "LABEL"] as const) {
    const found = declaring(file, keyword, leak.name);
    if (found.length > 0) return found;
  }
  const onbuild = file.instructions.filter(
    (one) =>
      one.keyword === "ONBUILD" &&
      leak.name !== undefined &&
      new RegExp(`\\b${leak.name.replace(/\W/g, ".")}\\b`).test(flatText(file, one)),
  );
  // A line whose instruction holds no value tells of a build argument only.
  const inText = readHistoryLine(leak.historyLine ?? "").text.includes("•") && !isMounted(leak, file);
  return onbuild.length > 0 || !inText ? onbuild : sameAsHistory(leak, file);
};

const declaring = (file: ParsedDockerfile, keyword: string, name: string | undefined): readonly Instruction[] =>
  name === undefined
    ? []
    : file.instructions.filter((one) => one.keyword === keyword && readPairs(one).some((pair) => pair.name === name));

const sameAsHistory = (leak: Leak, file: ParsedDockerfile): readonly Instruction[] => {
  if (leak.historyLine === undefined) return [];
  const { keyword, text } = readHistoryLine(leak.historyLine);
  // Builders write these as lists of their own form: `HEALTHCHECK &{["CMD-SHELL" "curl ..."] "5s"}`.
  if (COMMANDS.has(keyword)) return file.instructions.filter((one) => one.keyword === keyword).slice(-1);
  return file.instructions.filter((one) => {
    if (one.keyword !== keyword) return false;
    const spans = literalSpans(leak, file, one);
    return spans === undefined ? alignMasked(text, argumentText(file, one)) !== undefined : spans.literals.length > 0;
  });
};

const fileSources = (leak: Leak, source: Source): readonly Place[] => {
  if (leak.path === undefined) return [];
  const { file } = source;
  const path = pathInImage(leak, file);
  const all = file.instructions.filter((at) => !contradicts(leak.historyLine, at));
  const found = bringing(path, { among: all, source, known: new Map() });
  if (found.length > 0) return found;
  const written = sameAsHistory(leak, file).filter((at) => at.keyword === "RUN");
  const unpacked = all.filter((at) => copySource(path, source, at)?.kind === "archive");
  return (written.length > 0 ? written : unpacked).map((at) => ({ at, path }));
};

/** Nothing brings the file any more: it is mounted, kept out of the context, written by name, or in a stage that does not ship. */
const isFileMoved = (leak: Leak, { file, context }: Source): boolean => {
  const mounts = mountedSecrets(file);
  const isValue = readHistoryLine(leak.historyLine ?? "").text.includes("•");
  return [...pathsOf(leak, { file, context })].some(
    (path) =>
      mounts.some((options) => options.get("target") === path) ||
      file.instructions.some((at) => {
        // A directory copy would bring it, but the ignore file keeps it out of the context.
        if (at.keyword !== "RUN") return copySource(path, { file, context }, at)?.kind === "member";
        if (!isValue && fileUse(file, at, path).naming.some(writesName)) return true;
        return writes(file, at, path) && isInside(file, { at, path });
      }),
  );
};

const isMounted = ({ name }: Leak, file: ParsedDockerfile): boolean =>
  name !== undefined && mountedSecrets(file).some((options) => [options.get("id"), options.get("env")].includes(name));

const mountedSecrets = (file: ParsedDockerfile) =>
  file.instructions
    .flatMap(({ flags }) => flags.filter(({ name }) => name === "mount"))
    .map(({ value }) => mountOptions(value))
    .filter((options) => options.get("type") === "secret");

const nowhere = (leak: Leak): string => {
  const what = leak.kind === "file" ? `/${leak.path ?? ""}` : (leak.name ?? leak.kind);
  const line = leak.line === undefined ? "" : `; in the Dockerfile of that build it stood in line ${leak.line}`;
  return `no instruction of this Dockerfile brings ${what}: it comes from the base image, or the image was built from another version${line}`;
};
